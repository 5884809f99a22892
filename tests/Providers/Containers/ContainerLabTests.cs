namespace Containers.Tests;

public class ContainerLabTests
{
    [MachineTheory("docker", "podman")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_lab_with_running_containers_and_networks_ends_without_a_process(string engine)
    {
        ContainerLab lab = engine == "docker" ? new DockerLab() : new PodmanLab();
        string folder = Path.GetDirectoryName(lab.Endpoint.LocalPath)!;
        try
        {
            (await lab.SendAsync(HttpMethod.Post, "networks/create", """{"Name":"named"}""")).Status.ShouldBe(201);
            (
                await lab.SendAsync(
                    HttpMethod.Post,
                    "containers/create?name=kept",
                    $$"""{"Image":"{{ContainerLab.Image}}","Cmd":["sleep","1000"],"HostConfig":{"NetworkMode":"named"} }"""
                )
            ).Status.ShouldBe(201);
            (await lab.SendAsync(HttpMethod.Post, "containers/kept/start")).Status.ShouldBe(204);
            lab.ListProcesses().ShouldContain(line => line.StartsWith("sleep 1000", StringComparison.Ordinal));
            lab.ListProcesses().Any(line => line.Contains("aardvark-dns", StringComparison.Ordinal)).ShouldBe(engine == "podman");
        }
        finally
        {
            lab.Dispose();
        }

        lab.ListProcesses().ShouldBeEmpty();
        Directory.Exists(folder).ShouldBeFalse();
    }
}
