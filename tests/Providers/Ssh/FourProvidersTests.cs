namespace Ssh.Tests;

[Trait(Category.Name, Category.Packaging)]
[Collection(LabMachines.Name)]
public sealed class FourProvidersTests(SshLab lab)
{
    /// <summary>Output of the program with any provider.</summary>
    internal const string Expected = """
        node-1:
          a command ended with 0
          hello Ann, here is node-1
          hello Bob, here is node-1
          a word of 3
          a word of 5
          a word of 6
          'Maximilian' has 10 characters; 8 would do
          a file: kept
          job 7: running
          log 1: Ann asks
          log 2: Bob asks
          log 3: Maximilian asks
        node-2:
          a command ended with 0
          hello Ann, here is node-2
          hello Bob, here is node-2
          a word of 3
          a word of 5
          a word of 6
          'Maximilian' has 10 characters; 8 would do
          a file: kept
          job 7: running
          log 1: Ann asks
          log 2: Bob asks
          log 3: Maximilian asks
        left behind: 0
        """;

    private static string Program => SingleFile.Program("four-providers");

    [Theory]
    [InlineData("simulation")]
    [InlineData("local")]
    public void The_program_prints_the_expected_output_with_the_simulation_and_local_providers(string provider) =>
        Run("--provider", provider).ShouldBe(Expected);

    [Fact]
    public void The_program_with_local_nodes_leaves_no_node_files_in_the_temporary_folder()
    {
        Run("--provider", "local");

        Directory.GetFiles("/tmp", "four-providers-node-*").ShouldBeEmpty();
    }

    [MachineFact("ssh-machines")]
    public void The_program_prints_the_same_on_a_control_machine_without_an_ssh_program()
    {
        string empty = Directory.CreateDirectory(lab.At("no-programs")).FullName;
        string[] words =
        [
            .. OverSsh.Where((_, index) => OverSsh[index - index % 2] is not ("--ssh-program" or "--ssh-config")),
            "--agent",
            WriteAgent(),
            "--ssh-carrier",
            "SshNet",
        ];

        lab.OnHub(["env", $"PATH={empty}", $"DOTNET_ROOT={Path.GetDirectoryName(Environment.ProcessPath)}", Program, .. words])
            .ShouldBe(Expected);
    }

    [MachineFact("ssh-machines")]
    public void The_program_prints_the_same_on_machines_over_SSH()
    {
        string printed = Run([.. OverSsh, "--agent", WriteAgent()]);

        printed.ShouldBe(Expected);
        Directory
            .GetFileSystemEntries(lab.At("1", "tmp"), "four-providers*")
            .ShouldBeEmpty("the agent is removed with its node, the file by the program");
    }

    [MachineFact("ssh-machines")]
    public void A_dry_run_plans_the_nodes_and_changes_no_file_of_the_machines()
    {
        string[] before = Files();

        string printed = Run([.. OverSsh, "--agent", WriteAgent(), "--dry-run"]);

        printed.ShouldContain("nodes +2 ~0 -0");
        printed.ShouldEndWith("would run a command, call a service and keep a file on each node, and remove all again");
        Files().ShouldBe(before);

        string[] Files() =>
            [
                .. ((string[])["1", "2"])
                    .SelectMany(machine => Directory.GetFileSystemEntries(lab.At(machine, "tmp"), "*", SearchOption.AllDirectories))
                    .Order(StringComparer.Ordinal)
                    .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}"),
            ];
    }

    [MachineFact("ssh-machines", "$SCALEWRIGHT_ONE_FILE")]
    public void The_program_published_as_a_single_file_serves_as_its_own_agent_over_SSH()
    {
        // Without DOTNET_ROOT, the program must contain its runtime.
        ProgramResult result = Command.Run(
            (Environment.GetEnvironmentVariable("SCALEWRIGHT_ONE_FILE") ?? ""),
            "/",
            new Dictionary<string, string>(),
            OverSsh
        );

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe(Expected);
        Directory.GetFileSystemEntries(lab.At("1", "tmp"), "four-providers*").ShouldBeEmpty();
    }

    [Fact]
    public void Wrong_usage_exits_with_code_2_and_suggests_the_intended_option()
    {
        ProgramResult result = Ask("--provider", "lokal", "--agnet", "x", "--host-file", "hosts.json");

        result.ExitCode.ShouldBe(2);
        result.Text.ShouldContain("unknown option '--agnet'; did you mean '--agent'?\n");
        result.Text.ShouldContain("--provider: unknown provider 'lokal'; did you mean 'local'? use simulation, local, containers, ssh\n");
    }

    // A test build consists of several files, so a script starts it.
    private string WriteAgent()
    {
        string agent = lab.At("four-providers-agent");
        File.WriteAllText(
            agent,
            $"#!/bin/sh\nexport DOTNET_ROOT='{Path.GetDirectoryName(Environment.ProcessPath)}'\nexec '{Program}' \"$@\"\n"
        );
        lab.OnHub("chmod", "755", agent);
        return agent;
    }

    private string[] OverSsh
    {
        get
        {
            string hosts = lab.At("four-providers.json");
            string first = $"\"node-1\": {{\"address\": \"{SshLab.HostOf(1)}\"}}";
            string second = $"\"node-2\": {{\"address\": \"{SshLab.HostOf(2)}\"}}";
            File.WriteAllText(hosts, $"{{\"hosts\": {{{first}, {second}}}}}");
            return
            [
                "--provider",
                "ssh",
                "--host-file",
                hosts,
                "--node-folder",
                "/tmp/four-providers",
                "--ssh-program",
                lab.At("ssh"),
                "--ssh-config",
                lab.At("config"),
                "--identity",
                lab.At("id"),
                "--known-hosts",
                lab.At("known_hosts"),
            ];
        }
    }

    private static string Run(params string[] words)
    {
        ProgramResult result = Ask(words);
        result.ExitCode.ShouldBe(0, result.Text);
        return result.Output;
    }

    private static ProgramResult Ask(params string[] words)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath)!,
        };
        return Command.Run(Program, "/", variables, words);
    }
}
