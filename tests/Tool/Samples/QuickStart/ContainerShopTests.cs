namespace Samples.Tests.QuickStart;

/// <summary><c>--provider containers</c> of the first program, on a real engine.</summary>
public sealed class ContainerShopTests : IDisposable
{
    private const string Ready = "7 containers are ready";

    private readonly TemporaryFolder _folder = new();

    private static string Program => Path.Combine(AppContext.BaseDirectory, "QuickStart.dll");

    public void Dispose() => _folder.Dispose();

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task The_shop_is_provisioned_repaired_and_removed(string engine)
    {
        using ContainerLab lab = await StartLabAsync(engine);

        ProgramResult run = Command.Dotnet(_folder.Root, Variables(lab), Program, "--provider", "containers");

        run.ExitCode.ShouldBe(0, run.Text);
        run.Output[run.Output.IndexOf(Ready, StringComparison.Ordinal)..]
            .ShouldBe(
                """
                7 containers are ready
                The container of web-2 ended. Repair plan:
                - node web-2: failed
                + node web-2: debian:12, 2 cpu, 2048 MiB, 6 containers
                shop: nodes +1 ~0 -1, networks and groups 0
                'hostname' in the new container prints web-2
                All containers are removed.
                """.ReplaceLineEndings("\n")
            );
        (await lab.ListOwnAsync()).ShouldBe("[][]");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task The_reaper_removes_what_a_killed_program_left(string engine)
    {
        using ContainerLab lab = await StartLabAsync(engine);
        using Process program = Start(lab);
        while (await program.StandardOutput.ReadLineAsync() is { } line && line != Ready) { }

        program.Kill();
        await program.WaitForExitAsync();

        (await lab.ListOwnAsync()).ShouldContain("web-1");
        Tool.Tests.ToolRun.Start(_folder.Root, "reap", "--provider", "containers", "--engine", $"{lab.Endpoint}")
            .Output.ShouldContain("shop");
        ProgramResult reaped;
        do
        {
            // Containers of the last second may belong to a cluster that is being created.
            reaped = Tool.Tests.ToolRun.Start(
                _folder.Root,
                "reap",
                "shop",
                "--provider",
                "containers",
                "--engine",
                $"{lab.Endpoint}",
                "--yes"
            );
        } while (reaped.Errors.Contains("SW6009", StringComparison.Ordinal));

        reaped.ExitCode.ShouldBe(0, reaped.Text);
        (await lab.ListOwnAsync()).ShouldBe("[][]");
    }

    [Fact]
    public void Without_an_engine_the_program_reports_the_reason_and_fails()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["DOCKER_HOST"] = "unix:///nowhere/engine.sock" };

        ProgramResult run = Command.Dotnet(_folder.Root, variables, Program, "--provider", "containers");

        run.ExitCode.ShouldBe(1, run.Text);
        run.Errors.ShouldContain("SW5004");
    }

    [Fact]
    public void Unknown_arguments_are_wrong_usage()
    {
        ProgramResult run = Command.Dotnet(
            _folder.Root,
            new Dictionary<string, string>(StringComparer.Ordinal),
            Program,
            "--provider",
            "docker"
        );

        run.ExitCode.ShouldBe(2, run.Text);
        run.Errors.ShouldBe("unknown arguments; use --provider containers, or none for the simulation");
    }

    private static async Task<ContainerLab> StartLabAsync(string engine)
    {
        ContainerLab lab = engine == "docker" ? new DockerLab() : new PodmanLab();
        await lab.NameImageAsync("docker.io/library/debian", "12");
        return lab;
    }

    private static Dictionary<string, string> Variables(ContainerLab lab) =>
        new(StringComparer.Ordinal) { ["DOCKER_HOST"] = $"{lab.Endpoint}" };

    private Process Start(ContainerLab lab)
    {
        ProcessStartInfo start = new("dotnet", [Program, "--provider", "containers"])
        {
            WorkingDirectory = _folder.Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["DOCKER_HOST"] = $"{lab.Endpoint}";
        return Process.Start(start)!;
    }
}
