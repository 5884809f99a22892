namespace Tool.Tests;

public sealed class PlanTests : IDisposable
{
    private const string Farm = """
        profiles:
          - name: farm
            plugin: builtin
            containers: 180
            containers_per_node: 18
            node_template: {image: ubuntu.qc2, cpu: 2, memory: 2048}
            container_template:
              gateway: MGMT
              networks:
                - {name: MGMT, network: 172.16.0.0/16}
                - {name: V6, network: "fd00::/64"}
          - name: edge
            plugin: {name: builtin, version: 1.0.0}
            count: 3
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData]
    [InlineData("--isolate")]
    public void A_plan_shows_groups_nodes_containers_and_address_ranges(params string[] options)
    {
        _folder.Write("farm.yaml", Farm);

        ProgramResult result = ToolRun.Start(_folder.Root, ["plan", "farm.yaml", .. options]);

        result.ExitCode.ShouldBe(0, result.Text);
        Approved.Check(result.Output + "\n" + result.Errors, "Plan");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData]
    [InlineData("--isolate")]
    public void All_problems_of_a_file_are_reported_with_their_positions(params string[] options)
    {
        _folder.Write("farm.yaml", "profiles:\n  - name: farm\n    plugin: builtin\n    count: 0\n    node_template: {memory: -1}\n");

        ProgramResult result = ToolRun.Start(_folder.Root, ["plan", "farm.yaml", .. options]);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Errors.Split('\n').Select(line => line.Split(' ')[1]).ShouldBe(["farm.yaml:4:12", "farm.yaml:5:29"]);
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(3), InlineData(5_000)]
    public void Profiles_with_too_many_nodes_in_total_are_rejected_at_the_profile_that_exceeds_the_limit(int profiles)
    {
        _folder.Write(
            "farm.yaml",
            "profiles:\n"
                + string.Concat(
                    Enumerable.Range(1, profiles).Select(number => $"  - {{name: p{number}, plugin: builtin, count: 1000000}}\n")
                )
        );

        ProgramResult result = ToolRun.Start(_folder.Root, ["plan", "farm.yaml"]);

        result.ExitCode.ShouldBe(1);
        result
            .Errors.TrimEnd()
            .ShouldBe(
                "error: farm.yaml:4:40 count: the profiles up to 'p3' have 3000000 nodes together; use 2000000 or fewer in one file [SW1011]"
            );
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData]
    [InlineData("--isolate")]
    public void A_named_pipe_is_rejected_without_waiting(params string[] options)
    {
        Command.Run("mkfifo", _folder.Root, new Dictionary<string, string>(), "farm.yaml").ExitCode.ShouldBe(0);

        ProgramResult result = ToolRun.Start(_folder.Root, ["plan", "farm.yaml", .. options]);

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldBe(
            "error: farm.yaml: the file cannot be read: it is a pipe, a socket or a device; give the path of a regular file [SW1012]"
        );
    }

    [Theory]
    [InlineData("plan farm.yaml")]
    [InlineData("apply farm.yaml --provider simulation")]
    [InlineData("validate farm.yaml")]
    [InlineData("experiment farm.yaml")]
    [InlineData("experiment farm.yaml --dry-run")]
    [InlineData("explore farm.yaml")]
    [InlineData("schema --plugins farm.yaml")]
    public void A_verb_that_reads_a_file_does_not_wait_for_a_named_pipe(string arguments)
    {
        Command.Run("mkfifo", _folder.Root, new Dictionary<string, string>(), "farm.yaml").ExitCode.ShouldBe(0);

        ProgramResult result = ToolRun.Start(_folder.Root, arguments.Split(' '));

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain("it is a pipe, a socket or a device");
    }

    [Theory]
    [InlineData("SW1012")]
    [InlineData("SW2006")]
    public void The_command_of_an_error_page_prints_the_message_of_the_page(string id)
    {
        string[] page = File.ReadAllLines(Repository.At("docs", "errors", id + ".md"));
        string command = page.Single(line => line.StartsWith("scalewright ", StringComparison.Ordinal)).Split('#')[0].Trim();

        ProgramResult result = ToolRun.Start(_folder.Root, command.Split(' ')[1..]);

        page.ShouldContain(result.Errors.TrimEnd()["error: ".Length..]);
    }

    [Fact]
    public void A_symbolic_link_to_a_file_is_followed()
    {
        _folder.Write("farm.yaml", Farm);
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "link.yaml"), "farm.yaml");

        ToolRun.Start(_folder.Root, "plan", "link.yaml").ExitCode.ShouldBe(0);
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData]
    [InlineData("--isolate")]
    public void Plan_writes_the_files_of_a_topology_and_removes_unchanged_files_of_an_earlier_one(params string[] options)
    {
        _folder.Write("farm.yaml", Farm);

        ProgramResult result = ToolRun.Start(_folder.Root, ["plan", "farm.yaml", "--out", "out", .. options]);
        _folder.Write("farm.yaml", Farm.Replace("count: 3", "count: 1", StringComparison.Ordinal));
        File.AppendAllText(_folder.At("out", "edge-3.mm"), "# mine\n");
        ProgramResult smaller = ToolRun.Start(_folder.Root, ["plan", "farm.yaml", "--out", "out", .. options]);

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldEndWith("\nwrote 30 files to out"); // Two for each of 13 nodes, and four of the topology.
        smaller.ExitCode.ShouldBe(0, smaller.Text);
        smaller.Output.ShouldEndWith("\nwrote 26 files to out, removed 3 files of an earlier topology");
        smaller.Errors.ShouldContain("warning: edge-3.mm: the file was created by an earlier run");
        Directory.GetFiles(_folder.At("out")).Length.ShouldBe(28); // Includes the file list and the changed file.
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData]
    [InlineData("--isolate")]
    public void A_strict_plan_treats_a_warning_as_an_error_and_writes_nothing(params string[] options)
    {
        _folder.Write("farm.yaml", Farm);

        ProgramResult result = ToolRun.Start(_folder.Root, ["plan", "farm.yaml", "--strict", "--out", "out", .. options]);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldStartWith("error: ");
        result.Errors.ShouldContain("[SW1207]");
        Directory.Exists(_folder.At("out")).ShouldBeFalse();
    }

    [Fact]
    public void An_output_folder_that_is_a_file_is_reported()
    {
        _folder.Write("farm.yaml", Farm);
        _folder.Write("taken", "");

        ProgramResult result = ToolRun.Start(_folder.Root, "plan", "farm.yaml", "--out", "taken");

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldEndWith("\nerror: taken: it is a file; choose the name of a folder [SW2006]");
    }

    [Fact]
    public void A_missing_profile_file_is_reported()
    {
        ProgramResult result = ToolRun.StartProcess(_folder.Root, "plan", "missing.yaml");

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("[SW1012]");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData]
    [InlineData("plan")]
    [InlineData("unknown")]
    [InlineData("plan", "a.yaml", "b.yaml")]
    [InlineData("plan", "a.yaml", "--unknown")]
    [InlineData("plan", "a.yaml", "--plugin-timeout", "3")]
    [InlineData("plan", "a.yaml", "--isolate", "--plugin-timeout", "0")]
    [InlineData("plan", "a.yaml", "--isolate", "--plugin-timeout", "NaN")]
    [InlineData("plan", "a.yaml", "--isolate", "--plugin-timeout", "soon")]
    public void Incorrect_usage_exits_with_code_2_and_a_message(params string[] arguments)
    {
        ProgramResult result = ToolRun.StartProcess(_folder.Root, arguments);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldNotBeEmpty();
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("plan farm.yaml")]
    [InlineData("schema")]
    [InlineData("--help")]
    public void A_failed_write_to_standard_output_is_reported_with_exit_code_1(string arguments)
    {
        _folder.Write("farm.yaml", Farm);

        foreach (string output in (string[])[">/dev/full", ">&-"])
        {
            ProgramResult result = ToolRun.InShell(_folder.Root, arguments, output);

            result.ExitCode.ShouldBe(1, result.Text);
            result.Errors.Split('\n')[^1].ShouldStartWith("error: the output cannot be written: ");
        }
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData(">&- 2>&-")]
    public void A_failed_write_to_standard_error_does_not_change_the_exit_code(string redirection) =>
        ToolRun.InShell(_folder.Root, "plan missing.yaml", redirection).ExitCode.ShouldBe(1);

    [Theory]
    [InlineData("missing.yaml", "missing.yaml: the file cannot be read: the file does not exist;")]
    [InlineData("/", "/: the file cannot be read: it is a folder;")]
    public void A_file_that_cannot_be_read_is_named_once_with_the_reason(string file, string words) =>
        ToolRun.Start(_folder.Root, "plan", file).Errors.ShouldStartWith($"error: {words}");

    [Fact]
    public void A_warning_that_recurs_during_expansion_is_reported_once_per_profile()
    {
        _folder.Write(
            "farm.yaml",
            "profiles:\n  - name: a\n    plugin: wind_turbine\n    count: 2\n  - name: b\n    plugin: wind_turbine\n    count: 2\n"
        );

        ProgramResult result = ToolRun.Start(_folder.Root, "plan", "farm.yaml");

        result.Errors.Trim().Split('\n').Select(line => line.Split(' ')[1]).ShouldBe(["farm.yaml:2:5", "farm.yaml:5:5"]);
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("missing.dll", "cannot be loaded: the file does not exist;", "SW1012")]
    [InlineData("text.dll", "cannot be loaded: it is not a .NET assembly; give a .NET assembly that is built", "SW1012")]
    public void A_plugin_assembly_that_cannot_be_loaded_is_reported(string name, string told, string code)
    {
        _folder.Write("farm.yaml", Farm);
        _folder.Write("text.dll", "this is not an assembly");

        ProgramResult result = ToolRun.Start(_folder.Root, "plan", "farm.yaml", "--plugins", name);

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain(name);
        result.Errors.ShouldContain(told);
        result.Errors.ShouldContain(code);
    }

    [Fact]
    public void An_assembly_without_plugins_is_reported()
    {
        _folder.Write("farm.yaml", Farm);

        ProgramResult result = ToolRun.Start(
            _folder.Root,
            "plan",
            "farm.yaml",
            "--plugins",
            typeof(ShouldBeTestExtensions).Assembly.Location
        );

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("registers no new plugin");
    }
}
