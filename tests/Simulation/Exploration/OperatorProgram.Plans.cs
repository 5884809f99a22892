namespace Exploration.Tests;

/// <content>Text and steps of a plan that changes everything.</content>
internal sealed partial class OperatorProgram
{
    private async Task ChangeEverythingAsync(CancellationToken cancellationToken)
    {
        string name = NewName();
        Topology before = Wide(name);
        Topology after = Changed(before);
        await using Cluster cluster = await MakeAsync(before, cancellationToken);
        Plan plan = Planner.Plan(before, after);
        CheckText(plan);
        CheckSteps(plan, before, after);
        Require(plan.ApplyTo(before) == after, "applying the plan of a and b to a does not give b");
        CheckText(Planner.Plan(after, before));
        CheckSteps(Planner.Plan(after, before), after, before);

        await cluster.ApplyAsync(after, cancellationToken);
        Require(
            (await cluster.PlanAsync(after, cancellationToken)).Steps.All(step => step is CreateNode or DestroyNode),
            "only what failed since may be left to do"
        );
        await cluster.ApplyAsync(wanted => wanted with { Groups = wanted.Groups.Without("cache") }, cancellationToken);
        await cluster.ApplyAsync(before, cancellationToken);
        PlanReport last = await cluster.DestroyAsync(cancellationToken);
        Require(last.Succeeded && cluster.Nodes.Count == 0, "a cluster that was removed has nodes");
        Require(Planner.Plan(before, Topology.Empty).Name == name, "a plan that removes everything loses the name of what it removes");
    }

    private static void CheckText(Plan plan)
    {
        string[] lines = plan.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (PlanStep step in plan.Steps.Where(step => step.Target != StepTarget.Node))
        {
            char sign =
                step.Action == StepAction.Create ? '+'
                : step.Action == StepAction.Change ? '~'
                : '-';
            Require(
                lines.Any(line =>
                    line.StartsWith($"{sign} {step.Target.ToString().ToLowerInvariant()} {step.Name}", StringComparison.Ordinal)
                ),
                $"the plan does not tell of {step}:\n{plan}"
            );
        }

        Require(
            lines.Length == 0 || lines[^1].StartsWith($"{plan.Name}: nodes +", StringComparison.Ordinal),
            $"a plan ends with its sum:\n{plan}"
        );
        Require(new Plan(plan.Name, []).ToString() == $"{plan.Name}: nothing to do\n", "an empty plan says so");
    }

    private static void CheckSteps(Plan plan, Topology before, Topology after)
    {
        foreach (PlanStep step in plan.Steps)
        {
            ArrayBufferWriter<byte> json = new();
            PlanStepJson.Write(step, json);
            Require(PlanStepJson.Parse(json.WrittenMemory) == step with { DependsOn = [] }, $"{step} reads back as another step");

            // An existing item cannot be created again; a removed or changed one must exist.
            Topology unfit =
                step.Action == StepAction.Create ? after
                : step.Action == StepAction.Destroy && step.Target == StepTarget.Group ? before
                : Topology.Empty with { Name = after.Name };
            RefusedBy<ArgumentException>(() => new Plan(plan.Name, [step]).ApplyTo(unfit), $"{step} onto {unfit}");
            RefusedBy<ArgumentException>(
                () => new Plan(plan.Name, [step]).ApplyTo(step is CreateNetwork or CreateGroup ? after : Topology.Empty),
                $"{step} onto nothing"
            );
        }

        foreach (
            string damaged in new[]
            {
                "",
                "{}",
                "[1]",
                """{"action":"fly","target":"node"}""",
                """{"action":"create","target":"moon"}""",
                """{"action":"create","target":"node","group":3}""",
                """{"action":""",
            }
        )
        {
            RefusedBy<ExpansionException>(() => PlanStepJson.Parse(Encoding.UTF8.GetBytes(damaged)), damaged);
            RefusedBy<ExpansionException>(() => PlanStepJson.Parse(Encoding.UTF8.GetBytes(damaged), "steps.json"), damaged);
        }
    }

    private static void RefusedBy<T>(Action call, string what)
        where T : Exception
    {
        try
        {
            call();
        }
        catch (T)
        {
            return;
        }

        throw new WitnessException($"'{what}' was taken");
    }

    private static Topology Wide(string name) =>
        Sized(name, 3) with
        {
            Networks = new[]
            {
                Net(
                    new NetworkSpec("lan", SubnetOf("10.1.0.0/24"))
                    {
                        Gateway = AddressOf("10.1.0.1"),
                        UsedAddressCount = 3,
                        NextAddress = AddressOf("10.1.0.5"),
                    }
                ),
                Net(new NetworkSpec("old", SubnetOf("10.2.0.0/24"))),
                Net(new NetworkSpec("plain", SubnetOf("10.4.0.0/24"))),
            }.ToValueMap(),
            Groups = Sized(name, 3)
                .Groups.With(
                    "rows",
                    new NodeGroup("rows", "by-hand")
                    {
                        Nodes = [.. Enumerable.Range(1, 4).Select(number => new NodeSpec($"row-{number}", number))],
                    }
                )
                .With(
                    "store",
                    new NodeGroup("store", "by-hand")
                    {
                        Labels = ValueMap<string>.Empty.With("tier", "back"),
                        Nodes = [new NodeSpec("store-1", 1)],
                    }
                )
                .With("tail", new NodeGroup("tail", "by-hand") { Nodes = [new NodeSpec("tail-1", 1)] }),
        };

    private static Topology Changed(Topology before) =>
        before with
        {
            Networks = new[]
            {
                Net(new NetworkSpec("lan", SubnetOf("10.1.0.0/23"))),
                Net(new NetworkSpec("new", SubnetOf("10.3.0.0/24"))),
                Net(
                    new NetworkSpec("plain", SubnetOf("10.4.0.0/24"))
                    {
                        Gateway = AddressOf("10.4.0.1"),
                        UsedAddressCount = 1,
                        NextAddress = AddressOf("10.4.0.2"),
                    }
                ),
            }.ToValueMap(),
            Groups = new[]
            {
                Group(new NodeGroup("cache", "by-hand") { Nodes = [new NodeSpec("cache-1", 1) { Cloud = "west" }] }),
                Group(
                    before.Groups["rows"] with
                    {
                        Nodes =
                        [
                            .. before
                                .Groups["rows"]
                                .Nodes.Select(node => node with { Labels = ValueMap<string>.Empty.With("release", "2") }),
                        ],
                    }
                ),
                Group(
                    before.Groups["store"] with
                    {
                        Plugin = "by-others",
                        Labels = ValueMap<string>.Empty.With("zone", "1"),
                        ContainerLayout = new ContainerLayout { MemoryMiB = 1024 },
                    }
                ),
                Group(
                    before.Groups["web"] with
                    {
                        ContainerLayout = new ContainerLayout { Cpus = 2 },
                        Nodes =
                        [
                            before.Groups["web"].Nodes[0] with
                            {
                                Annotations = ValueMap<string>.Empty.With("note", "kept"),
                            },
                            .. before.Groups["web"].Nodes.Skip(2).Select(node => node with { Hardware = new NodeHardware { Cpus = 4 } }),
                        ],
                    }
                ),
            }.ToValueMap(),
        };

    private static KeyValuePair<string, NetworkSpec> Net(NetworkSpec network) => KeyValuePair.Create(network.Name, network);

    private static KeyValuePair<string, NodeGroup> Group(NodeGroup group) => KeyValuePair.Create(group.Name, group);

    private static Subnet SubnetOf(string text) => Subnet.TryParse(text, out Subnet subnet) ? subnet : throw new FormatException(text);

    private static Address AddressOf(string text) =>
        Address.TryParse(text, out Address address) ? address : throw new FormatException(text);
}
