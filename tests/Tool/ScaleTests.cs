namespace Tool.Tests;

public sealed class ScaleTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes", "--state", "state"];

    private readonly TemporaryFolder _folder = new();

    public ScaleTests()
    {
        _folder.Write("shop.yaml", "profiles: [{name: web, plugin: builtin, hostname_prefix: web, count: 2}]\n");
        Start("apply", "shop.yaml").ExitCode.ShouldBe(0);
    }

    public void Dispose() => _folder.Dispose(); // Remaining nodes are files in this folder; no process runs.

    [Fact]
    public void Scale_changes_the_state_and_the_next_apply_of_the_file_takes_it_back()
    {
        ProgramResult grown = Start("scale", "web", "4");
        ProgramResult plan = Start("plan", "shop.yaml");
        ProgramResult applied = Start("apply", "shop.yaml", "--yes");
        ProgramResult same = Start("scale", "web", "2");

        grown.ExitCode.ShouldBe(0, grown.Text);
        grown.Output.ShouldContain(
            "\n+ 2 nodes web-3, web-4   1 cpu, 512 MiB\nPlan: 2 nodes to create, 0 to change, 0 to remove\nweb  4 ready  web-1 "
        );
        grown.Output.ShouldMatch(@"\nScaled: web from 2 to 4 nodes in [0-9.]+ s\. The next apply of the profile file sets it back\.$");
        plan.Output.ShouldContain("\n- 2 nodes web-3, web-4\n");
        applied.ExitCode.ShouldBe(0, applied.Text);
        applied.Output.ShouldContain("\nweb  2 ready  web-1 ");
        same.Output.ShouldBe("shop: nothing to do; nodes: 2 ready.");
    }

    [Fact]
    public void A_scaled_cluster_equals_the_one_of_a_file_with_this_count()
    {
        Start("scale", "web", "5").ExitCode.ShouldBe(0);
        _folder.Write("shop.yaml", "profiles: [{name: web, plugin: builtin, hostname_prefix: web, count: 5}]\n");

        Start("plan", "shop.yaml").Output.ShouldBe("shop: nothing to do");
    }

    [Fact]
    public void Fewer_nodes_need_yes_without_a_terminal_and_nodes_with_the_highest_numbers_are_removed()
    {
        ProgramResult refused = Start("scale", "web", "1");
        ProgramResult shrunk = Start("scale", "web", "1", "--yes");

        refused.ExitCode.ShouldBe(2, refused.Text);
        refused.Errors.ShouldContain("1 node would be removed");
        shrunk.ExitCode.ShouldBe(0, shrunk.Text);
        shrunk.Output.ShouldContain("\n- node web-2\n");
        shrunk.Output.ShouldContain("\nScaled: web from 2 to 1 node in ");
    }

    [Theory]
    [InlineData("wbe", "3", 1, "error: group 'wbe': the cluster has no such group; did you mean 'web'? use web [SW6006]")]
    [InlineData("web", "-1", 2, "COUNT: -1 is below 0; use 0 or more\nSee 'scalewright scale --help'.")]
    [InlineData("web", "many", 2, "COUNT: 'many' is not a whole number of nodes; use 0 or more\nSee 'scalewright scale --help'.")]
    public void A_wrong_group_or_number_is_named(string group, string count, int exitCode, string errors)
    {
        ProgramResult result = Start("scale", group, count);

        result.ExitCode.ShouldBe(exitCode, result.Text);
        result.Errors.ShouldBe(errors);
    }

    [Fact]
    public void Missing_arguments_and_wrong_numbers_are_reported_together_with_an_unknown_state()
    {
        string folder = Directory.CreateDirectory(_folder.At("empty")).FullName;

        ToolRun
            .Start(folder, "scale")
            .Errors.ShouldStartWith(
                "GROUP: missing; name the group\nCOUNT: missing; name a number of nodes, 0 or more\n--state: missing, and the working folder has no state; name the folder of a state\nUsage: "
            );
        ToolRun
            .Start(folder, "scale", "web", "four")
            .Errors.ShouldStartWith(
                "--state: missing, and the working folder has no state; name the folder of a state\nCOUNT: 'four' is not a whole number of nodes; use 0 or more\nUsage: "
            );
    }

    [Fact]
    public void A_cluster_without_nodes_is_named_by_verbs_that_need_a_node_or_a_group()
    {
        const string NoNodes = "error: the cluster has no nodes; create them with 'scalewright apply' or 'scalewright scale' [SW6006]";
        Start("scale", "web", "0", "--yes").ExitCode.ShouldBe(0);

        ProgramResult exec = ToolRun.Start(_folder.Root, ["exec", .. Processes, "--", "true"]);

        exec.ExitCode.ShouldBe(1, exec.Text);
        exec.Errors.ShouldBe(NoNodes);
        Start("cp", "shop.yaml", "web:/tmp/").Errors.ShouldBe(NoNodes);
        Start("logs").Errors.ShouldBe(NoNodes);
        Start("destroy", "--yes").ExitCode.ShouldBe(0);
        Start("scale", "web", "2")
            .Errors.ShouldBe("error: group 'web': the cluster has no such group; it has no groups; apply its profile file [SW6006]");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("destroy")]
    public void A_folder_without_a_state_is_named_before_a_provider_is_asked_for(string verb)
    {
        ProgramResult result = ToolRun.Start(_folder.Root, verb, ".");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldBe(
            "error: .: there is no cluster in this folder; name the folder of a state; 'scalewright list' finds them [SW6001]"
        );
    }

    [Fact]
    public void A_state_without_nodes_is_marked_where_several_states_are_listed()
    {
        Start("destroy", "--yes").ExitCode.ShouldBe(0);
        ToolRun
            .Start(_folder.Root, "apply", "shop.yaml", "--name", "other", "--provider", "processes", "--node-folder", "nodes")
            .ExitCode.ShouldBe(0);

        ToolRun
            .Start(_folder.Root, "status")
            .Errors.ShouldStartWith("DIR: missing, and the working folder has 2 states; name one of other-state, state (empty)\n");
    }

    [Fact]
    public void Adopting_a_cluster_that_has_its_state_says_once_that_nothing_is_to_be_done()
    {
        Start("adopt", "shop.yaml").Output.ShouldBe("shop: nothing to do; nodes: 2 ready.");
    }

    [Fact]
    public void A_group_sized_by_its_containers_names_the_keys_to_change()
    {
        _folder.Write(
            "shop.yaml",
            "profiles: [{name: web, plugin: builtin, hostname_prefix: web, containers: 4, containers_per_node: 2}]\n"
        );
        Start("apply", "shop.yaml", "--yes").ExitCode.ShouldBe(0);

        ProgramResult result = Start("scale", "web", "3");

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldBe(
            "error: group 'web': its containers determine the number of nodes; change 'containers', 'containers_per_node' or 'count' in the profile file, and apply it [SW6006]"
        );
    }

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, [.. arguments, .. Processes]);
}
