namespace Containers.Tests;

public class ContainerLabTests
{
    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_lab_with_running_containers_ends_without_a_process(string engine)
    {
        ContainerLab lab = engine == "docker" ? new DockerLab() : new PodmanLab();
        string folder = Path.GetDirectoryName(lab.Endpoint.LocalPath)!;
        try
        {
            (await lab.SendAsync(HttpMethod.Post, "containers/create?name=kept", $$"""{"Image":"{{ContainerLab.Image}}","Cmd":["sleep","1000"]}""")).Status.ShouldBe(201);
            (await lab.SendAsync(HttpMethod.Post, "containers/kept/start")).Status.ShouldBe(204);
            Watchers(folder).ShouldNotBeEmpty();
        }
        finally
        {
            lab.Dispose();
        }

        Watchers(folder).ShouldBeEmpty();
        Directory.Exists(folder).ShouldBeFalse();
    }

    /// <summary>Command lines of the processes that see mounts of a folder.</summary>
    private static IEnumerable<string> Watchers(string folder) => Directory.EnumerateDirectories("/proc").Where(process => Read(process, "mountinfo").Contains(folder, StringComparison.Ordinal)).Select(process => Read(process, "cmdline"));

    private static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return ""; // Not a process, or it has exited.
        }
    }
}
