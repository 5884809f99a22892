namespace Sdk.Tests.Planning;

public class StartOrderTests
{
    private static readonly Topology Shop = Groups(("db", []), ("web", ["db"]));

    [Fact]
    public void New_nodes_depend_on_the_new_nodes_of_the_groups_that_they_follow()
    {
        Plan plan = Planner.Plan(Topology.Empty, Groups(("a-last", ["web"]), ("db", []), ("other", []), ("web", ["db"])));

        Nodes(plan)
            .ShouldBe([
                "create node db-1",
                "create node db-2",
                "create node web-1",
                "create node web-2",
                "create node a-last-1",
                "create node a-last-2",
                "create node other-1",
                "create node other-2",
            ]);
        plan.GetWaves()
            .Select(wave => string.Join(' ', wave.Select(index => plan.Steps[index]).OfType<CreateNode>().Select(step => step.Name)))
            .Where(wave => wave.Length > 0)
            .ShouldBe(["db-1 db-2 other-1 other-2", "web-1 web-2", "a-last-1 a-last-2"]);
    }

    [Fact]
    public void Nodes_are_removed_in_the_reverse_order()
    {
        Plan plan = Planner.Plan(Shop, Topology.Empty);

        Nodes(plan).ShouldBe(["destroy node web-1", "destroy node web-2", "destroy node db-1", "destroy node db-2"]);
        plan.Steps.OfType<DestroyNode>()
            .Where(step => step.Group == "db")
            .ShouldAllBe(step => step.DependsOn.SequenceEqual(new[] { 0, 1 }));
    }

    [Fact]
    public void The_replacement_of_a_node_does_not_wait_for_the_removal_of_others()
    {
        Plan plan = Planner.Plan(Failed(Shop, "db-1", "web-1"), Shop);

        Nodes(plan).ShouldBe(["destroy node web-1", "destroy node db-1", "create node db-1", "create node web-1"]);
        plan.Steps[1].DependsOn.ShouldBeEmpty();
    }

    [Fact]
    public void A_change_of_the_order_alone_changes_no_node_and_no_digest_of_a_node()
    {
        Topology free = Groups(("db", []), ("web", []));

        Planner
            .Plan(free, Shop)
            .Steps.ShouldHaveSingleItem()
            .ShouldBeOfType<ChangeGroup>()
            .Differences.ShouldBe([new StepDifference("after", "", "db")]);
        Planner.Plan(free, Shop).ApplyTo(free).ShouldBe(Shop);
        Digest(Planner.Plan(Topology.Empty, free), "web-1").ShouldBe(Digest(Planner.Plan(Topology.Empty, Shop), "web-1"));
    }

    [Fact]
    public void Only_new_nodes_whose_groups_are_ready_can_start()
    {
        Topology larger = Groups(("cache", []), ("db", []), ("top", ["web"]), ("web", ["db"]));
        Plan all = Planner.Plan(Topology.Empty, larger);
        Plan more = Planner.Plan(Groups(("db", []), ("web", [])) with { Name = "demo" }, larger);

        StartablePlan first = StartablePlan.From(all, larger, _ => false);
        StartablePlan second = StartablePlan.From(Planner.Plan(first.Plan.ApplyTo(Topology.Empty), larger), larger, name =>
            !name.StartsWith("web", StringComparison.Ordinal)
        );
        StartablePlan busy = StartablePlan.From(more, larger, name => name != "web-2");

        Nodes(first.Plan).ShouldBe(["create node cache-1", "create node cache-2", "create node db-1", "create node db-2"]);
        first.WaitingGroups.Keys.ShouldBe(["top", "web"]);
        Nodes(second.Plan).ShouldBe(["create node web-1", "create node web-2"]);
        Nodes(busy.Plan).ShouldBe(["create node cache-1", "create node cache-2"]);
        busy.WaitingGroups["top"].ShouldBe(["web"]);
        Nodes(StartablePlan.From(more, larger, _ => true).Plan).ShouldBe(Nodes(more));
    }

    [Fact]
    public void A_file_of_a_topology_contains_the_order_only_if_there_is_one()
    {
        ArrayBufferWriter<byte> text = new();
        TopologyWriter.WriteJson(Shop, text);
        ArrayBufferWriter<byte> plain = new();
        TopologyWriter.WriteJson(Groups(("db", []), ("web", [])), plain);

        TopologyReader.Parse(text.WrittenMemory, Dialect.Json).ShouldBe(Shop);
        Encoding.UTF8.GetString(text.WrittenSpan).ShouldContain("\"after\"");
        Encoding.UTF8.GetString(plain.WrittenSpan).ShouldNotContain("\"after\"");
    }

    [Fact]
    public void Unknown_groups_self_references_and_cycles_are_all_reported()
    {
        ExpansionException refused = Should.Throw<ExpansionException>(() =>
            Topology
                .Create("demo")
                .AddGroup(Group("a", ["b"]))
                .AddGroup(Group("b", ["c"]))
                .AddGroup(Group("c", ["a"]))
                .AddGroup(Group("self", ["self"]))
                .AddGroup(Group("web", ["lost", "sefl"]))
                .Build()
        );

        refused
            .Problems.Select(problem => $"{problem.Field}: {problem.Message}; {problem.Advice}")
            .ShouldBe([
                "a.after[0]: the groups wait for each other: 'a' after 'b' after 'c' after 'a'; remove one of these references",
                "self.after[0]: group 'self' cannot start after itself; remove this name",
                "web.after[0]: there is no group 'lost'; use one of a, b, c, self",
                "web.after[1]: there is no group 'sefl'; did you mean 'self'?",
            ]);
    }

    [Theory]
    [InlineData("web.yaml", "profiles:\n  - {name: db, plugin: builtin}\n  - {name: web, plugin: builtin, after: [db]}\n")]
    [InlineData(
        "web.json",
        """{"profiles": [{"name": "db", "plugin": "builtin"}, {"name": "web", "plugin": "builtin", "after": ["db"]}]}"""
    )]
    [InlineData("web.ini", "[profile db]\nplugin = builtin\n[profile web]\nplugin = builtin\nafter = db\n")]
    public void A_profile_of_a_file_equals_one_that_starts_after_another_in_code(string file, string text)
    {
        Dialect dialect = Dialect.FromPath(file);
        ProfileReadResult read = ProfileReader.Read(Encoding.UTF8.GetBytes(text), dialect);
        Profile web = Profile.Create("web").StartAfter("db").Build();

        read.Problems.ShouldBeEmpty();
        read.Profiles[1].ShouldBe(web);
        Topology.Create("shop").AddProfile(read.Profiles[0]).AddProfile(web).Build().Groups["web"].After.ShouldBe(["db"]);
    }

    [Fact]
    public void Wrong_references_of_a_file_are_reported_with_their_positions()
    {
        const string Text = """
            profiles:
              - {name: db, plugin: builtin, after: [web]}
              - {name: web, plugin: builtin, after: [bd, db, web, 5]}
              - {name: app, plugin: builtin, after: db}
            """;

        ProfileReader
            .Read(Encoding.UTF8.GetBytes(Text), Dialect.Yaml)
            .Errors.Select(error => $"{error.Position} {error.Code.Name} {error.Message}; {error.Advice}")
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "2:41 conflicting-fields the groups wait for each other: 'db' after 'web' after 'db'; remove one of these references",
                "3:42 unknown-reference there is no group 'bd'; use one of db, app",
                "3:50 conflicting-fields group 'web' cannot start after itself; remove this name",
                "3:55 wrong-type found the integer 5; use a text, in quotes",
                "4:41 wrong-type found the text 'db'; use a list",
            ]);
    }

    private static string[] Nodes(Plan plan) =>
        [.. plan.Steps.Where(step => step.Target == StepTarget.Node).Select(step => step.ToString())];

    private static string Digest(Plan plan, string node) =>
        SpecDigest.Compute(plan.Steps.OfType<CreateNode>().Single(step => step.Name == node));

    private static Topology Failed(Topology topology, params string[] nodes) =>
        topology with
        {
            Groups = topology
                .Groups.Select(entry =>
                    KeyValuePair.Create(
                        entry.Key,
                        entry.Value with
                        {
                            Nodes = entry
                                .Value.Nodes.Select(node => nodes.Contains(node.Name) ? node with { Health = NodeHealth.Failed } : node)
                                .ToValueList(),
                        }
                    )
                )
                .ToValueMap(),
        };

    private static Topology Groups(params (string Name, ValueList<string> After)[] groups) =>
        groups.Aggregate(Topology.Create("demo"), (builder, group) => builder.AddGroup(Group(group.Name, group.After))).Build();

    private static NodeGroup Group(string name, ValueList<string> after) =>
        new(name, "by-hand") { After = after, Nodes = [new NodeSpec($"{name}-1", 1), new NodeSpec($"{name}-2", 2)] };
}
