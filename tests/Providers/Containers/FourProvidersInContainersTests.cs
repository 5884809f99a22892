using Ssh.Tests;

namespace Containers.Tests;

/// <summary>The sample <c>four-providers.cs</c> as one file, which is also the agent of its containers.</summary>
[Collection(SharedContainers.Name)]
public class FourProvidersInContainersTests(ContainerLabs labs)
{
    // .NET needs it.
    private const string StandardLibrary = "/usr/lib/x86_64-linux-gnu/libstdc++.so.6";

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_ONE_FILE", StandardLibrary)]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task The_program_prints_the_same_in_containers(string engine)
    {
        string image = await labs[engine].AddImageAsync("four-providers", StandardLibrary);

        ProgramResult result = Command.Run(Environment.GetEnvironmentVariable("SCALEWRIGHT_ONE_FILE") ?? "", "/", new Dictionary<string, string>(),
            "--provider", "containers", "--engine", labs[engine].Endpoint.ToString(), "--image", image);

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe(FourProvidersTests.Expected);
    }
}
