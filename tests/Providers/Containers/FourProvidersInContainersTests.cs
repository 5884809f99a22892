using Ssh.Tests;

namespace Containers.Tests;

/// <summary>The sample <c>four-providers.cs</c> as one file, which is also the agent of its containers.</summary>
[Collection(SharedContainers.Name)]
public class FourProvidersInContainersTests(ContainerLabs labs)
{
    private static string Program => Environment.GetEnvironmentVariable("SCALEWRIGHT_ONE_FILE") ?? "";

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_ONE_FILE")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task The_program_prints_the_same_in_containers(string engine)
    {
        // With the libraries of the program, which are more than the C library.
        string image = await labs[engine].AddImageAsync("four-providers", Program);

        ProgramResult result = Command.Run(
            Program,
            "/",
            new Dictionary<string, string>(),
            "--provider",
            "containers",
            "--engine",
            labs[engine].Endpoint.ToString(),
            "--image",
            image
        );

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe(FourProvidersTests.Expected);
    }
}
