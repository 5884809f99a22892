namespace Experiments.Tests.Shub;

/// <summary>Tests <c>deploy.sh</c> without a container engine, and with one that only records its calls.</summary>
public class DeployScriptTests
{
    private static readonly string Script = Repository.At("samples", "Scalehub", "deploy.sh");

    [LinuxFact("/bin/bash")]
    public void The_script_has_valid_bash_syntax() => Command.Run("/bin/bash", "/", NoVariables, "-n", Script).ExitCode.ShouldBe(0);

    [LinuxFact("/bin/bash")]
    public void Generated_credentials_are_readable_only_by_their_owner()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["SHUB_USER"] = "ann", ["SHUB_PASSWORD"] = "a b$c'd", ["SHUB_CREDENTIALS"] = folder.At("secrets", "credentials.env") };

        Command.Run("/bin/bash", folder.Root, variables, Script, "generate").ExitCode.ShouldBe(0);

        File.ReadAllText(variables["SHUB_CREDENTIALS"]).ShouldBe("G5K_USER=ann\nG5K_PASSWORD=a b$c'd\n");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(variables["SHUB_CREDENTIALS"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Directory.EnumerateFiles(folder.At("secrets")).Count().ShouldBe(1);
        Command.Run("/bin/bash", folder.Root, new Dictionary<string, string>(StringComparer.Ordinal) { ["SHUB_USER"] = "", ["SHUB_PASSWORD"] = "" }, Script, "generate").ExitCode.ShouldBe(2);
    }

    [LinuxFact("/bin/bash")]
    public void A_missing_container_engine_is_reported_with_exit_code_3()
    {
        foreach (string verb in new[] { "create", "remove", "restart", "restart_ss", "shell", "push" })
        {
            ProgramResult run = Run("no-such-engine", verb);

            run.ExitCode.ShouldBe(3, verb);
            run.Errors.ShouldContain("there is no container engine");
        }

        Run("no-such-engine", "help").ExitCode.ShouldBe(0);
        Run("no-such-engine", "hlep").ExitCode.ShouldBe(2);
    }

    [LinuxFact("/bin/bash")]
    public void A_client_without_a_running_daemon_is_reported_as_a_missing_container_engine()
    {
        using TemporaryFolder folder = new();
        string client = folder.Write("client", "#!/bin/sh\nexit 1\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(client, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        ProgramResult run = Run(client, "create");

        run.ExitCode.ShouldBe(3);
        run.Errors.ShouldContain($"there is no container engine: {client} is installed and no engine answers");
    }

    [LinuxFact("/bin/bash")]
    public void Each_verb_calls_the_container_engine_with_the_expected_arguments()
    {
        using TemporaryFolder folder = new();
        string engine = folder.Write("engine", $"#!/bin/sh\necho \"$@\" >>{folder.At("calls")}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(engine, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Run(engine, "create").Errors.ShouldContain("is there already; use restart, or remove");
        Run(engine, "restart_ss", "dns").ExitCode.ShouldBe(0);
        Run(engine, "restart_ss", "vpn").Errors.ShouldContain("name a service: shub dns");
        Run(engine, "push", "registry.example").ExitCode.ShouldBe(0);
        Run(engine, "remove").ExitCode.ShouldBe(0);

        File.ReadAllLines(folder.At("calls")).Where(line => line != "version" && !line.Contains("inspect", StringComparison.Ordinal)).ShouldBe(
        [
            "restart scalewright-shub-dns",
            "tag scalewright-shub registry.example/scalewright-shub",
            "push registry.example/scalewright-shub",
            "rm --force scalewright-shub-shub",
            "rm --force scalewright-shub-dns",
            "network rm scalewright-shub",
        ]);
    }

    private static readonly Dictionary<string, string> NoVariables = [];

    private static ProgramResult Run(string engine, params string[] words) =>
        Command.Run("/bin/bash", "/", new Dictionary<string, string>(StringComparer.Ordinal) { ["SHUB_ENGINE"] = engine }, [Script, .. words]);
}
