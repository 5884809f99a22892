namespace Sdk.Tests.Decisions;

/// <summary>Names and placements of nodes. Expected values follow from DESIGN.md, sections 4 and 6, by hand.</summary>
public class DomainTests
{
    private static readonly LaunchConfiguration Launch = new("my_launch_config")
    {
        Image = "hello-phantom.gz",
        InstanceType = "m1.small",
        KeyName = "phantomkey",
        SecurityGroups = ["default", "a, b"],
        UserData = "#!/bin/sh\n",
        Annotations = ValueMap<string>.Empty.With("kernel", "aki-1"),
    };

    private static readonly Domain Phantom = new("my_domain")
    {
        LaunchConfigurationName = "my_launch_config",
        Clouds = [new DomainCloud("hotel", 4) { PricePerHour = 0.1 }, new DomainCloud("sierra") { IsSpot = true }],
        MaxNodes = 20,
        Tags = ValueMap<string>.Empty.With("PHANTOM_DEFINITION", "error_overflow_n_preserving"),
        Annotations = ValueMap<string>.Empty.With("cooldown", "300"),
    };

    private static readonly Topology Sample = Topology.Create("demo").Build().WithLaunchConfiguration(Launch).WithDomain(Phantom);

    [Fact]
    public void A_domain_and_its_launch_configuration_survive_a_JSON_round_trip()
    {
        Topology topology = Sample.WithCapacity("my_domain", 6);
        ArrayBufferWriter<byte> buffer = new();
        TopologyWriter.WriteJson(topology, buffer);

        Topology read = TopologyReader.Parse(buffer.WrittenSpan.ToArray(), Dialect.Json);

        read.ShouldBe(topology);
        read.FindLaunchConfiguration("my_launch_config").ShouldBe(Launch);
        read.FindDomain("my_domain").ShouldBe(Phantom with { Capacity = 6, NextNodeNumber = 7 });
        read.GetDomains().Count().ShouldBe(1);
    }

    [Fact]
    public void Scale_out_fills_clouds_in_order_and_scale_in_empties_the_last_cloud_first()
    {
        Topology six = Sample.WithCapacity("my_domain", 6);
        Topology three = six.WithCapacity("my_domain", 3);

        Places(six)
            .ShouldBe([
                "my_domain-1 hotel",
                "my_domain-2 hotel",
                "my_domain-3 hotel",
                "my_domain-4 hotel",
                "my_domain-5 sierra",
                "my_domain-6 sierra",
            ]);
        Places(three).ShouldBe(["my_domain-1 hotel", "my_domain-2 hotel", "my_domain-3 hotel"]);
    }

    [Fact]
    public void The_name_of_a_removed_node_is_not_reused()
    {
        Topology again = Sample.WithCapacity("my_domain", 3).WithCapacity("my_domain", 1).WithCapacity("my_domain", 2);

        Places(again).ShouldBe(["my_domain-1 hotel", "my_domain-4 hotel"]);
    }

    [Fact]
    public void A_removed_node_is_replaced_under_a_new_name()
    {
        Topology healed = Sample
            .WithCapacity("my_domain", 3)
            .WithoutNodes("my_domain", new HashSet<string> { "my_domain-2" })
            .WithCapacity("my_domain", 3);

        Places(healed).ShouldBe(["my_domain-1 hotel", "my_domain-3 hotel", "my_domain-4 hotel"]);
    }

    [Fact]
    public void Explicit_counts_per_cloud_keep_the_nodes_that_already_fit()
    {
        Topology moved = Sample.WithCapacity("my_domain", 4).WithCapacity("my_domain", 4, [2, 2]);

        Places(moved).ShouldBe(["my_domain-1 hotel", "my_domain-2 hotel", "my_domain-5 sierra", "my_domain-6 sierra"]);
        Planner.Plan(Sample.WithCapacity("my_domain", 4), moved).Steps.Count(step => step.Target == StepTarget.Node).ShouldBe(4);
    }

    [Fact]
    public void A_node_uses_the_launch_configuration_of_its_cloud()
    {
        Topology topology = Topology
            .Create("demo")
            .Build()
            .WithLaunchConfiguration(Launch.ForCloud("hotel") with { Image = "one.gz" })
            .WithLaunchConfiguration(Launch.ForCloud("sierra") with { Image = "two.gz" })
            .WithDomain(Phantom with { LaunchConfigurationName = "my_launch_config@hotel" })
            .WithCapacity("my_domain", 5);

        topology
            .GetDomainNodes("my_domain")
            .Select(node => node.Hardware.Image)
            .ShouldBe(["one.gz", "one.gz", "one.gz", "one.gz", "two.gz"]);
        topology.GetDomainNodes("my_domain")[4].Annotations["launch"].ShouldBe("my_launch_config@sierra");
        topology.GetDomainNodes("my_domain")[4].Annotations["instance_type"].ShouldBe("m1.small");
    }

    [Fact]
    public void Adding_a_launch_configuration_does_not_overwrite_an_existing_one() =>
        Sample
            .WithLaunchConfiguration(Launch with { Image = "other.gz" })
            .FindLaunchConfiguration("my_launch_config")!
            .Image.ShouldBe("hello-phantom.gz");

    [Fact]
    public void A_changed_domain_keeps_its_nodes()
    {
        Topology changed = Sample.WithCapacity("my_domain", 2).WithDomain(Phantom with { MinNodes = 1, Capacity = 2 });

        Places(changed).Length.ShouldBe(2);
        changed.FindDomain("my_domain")!.MinNodes.ShouldBe(1);
        changed.WithoutDomain("my_domain").GetDomains().ShouldBeEmpty();
    }

    [Fact]
    public void A_domain_with_an_unusual_name_survives_a_JSON_round_trip()
    {
        foreach (string name in new[] { "a b/c", "ü", new string('x', 255), "-", "..", "日本", "A.", "my_domain" })
        {
            Topology topology = Topology.Create("demo").Build().WithDomain(new Domain(name)).WithCapacity(name, 2);
            ArrayBufferWriter<byte> buffer = new();
            TopologyWriter.WriteJson(topology, buffer);

            TopologyReader.Parse(buffer.WrittenSpan.ToArray(), Dialect.Json).ShouldBe(topology, name);
        }
    }

    [Fact]
    public void Adding_a_domain_reports_all_its_problems_at_once()
    {
        Domain wrong = new("")
        {
            MinNodes = -1,
            MaxNodes = -2,
            Clouds = [new DomainCloud("a,b", -2), new DomainCloud("c") { PricePerHour = double.NaN }, new DomainCloud("c")],
        };

        DecisionException refused = Should.Throw<DecisionException>(() => Sample.WithDomain(wrong));

        refused
            .Problems.Select(problem => problem.Field)
            .ShouldBe(["Name", "MinNodes", "MaxNodes", "Clouds.a,b", "Clouds.a,b", "Clouds.c", "Clouds"]);
    }

    [Fact]
    public void Inconsistent_domain_changes_are_rejected()
    {
        Should
            .Throw<DecisionException>(() => Sample.WithDomain(new Domain("MY_DOMAIN")))
            .Problems.Single()
            .Code.ShouldBe(ProblemCode.DuplicateName);
        Should.Throw<DecisionException>(() => Sample.WithCapacity("other", 1)).Problems.Single().Code.ShouldBe(ProblemCode.DomainNotFound);
        Should
            .Throw<DecisionException>(() =>
                (Sample with { Groups = Sample.Groups.Without("launch/my_launch_config") }).WithCapacity("my_domain", 1)
            )
            .Problems.Single()
            .Code.ShouldBe(ProblemCode.LaunchConfigurationNotFound);
        Should.Throw<ArgumentException>(() => Sample.WithCapacity("my_domain", 1, [1]));
        Should.Throw<ArgumentOutOfRangeException>(() => Sample.WithCapacity("my_domain", 1, [2, -1]));
    }

    [Fact]
    public void A_domain_with_corrupt_labels_is_reported_when_its_topology_is_read()
    {
        ArrayBufferWriter<byte> buffer = new();
        TopologyWriter.WriteJson(Sample, buffer);
        string spoiled = Encoding.UTF8.GetString(buffer.WrittenSpan).Replace("hotel:4", "hotel:x", StringComparison.Ordinal);

        Problem problem = Should
            .Throw<ExpansionException>(() => TopologyReader.Parse(Encoding.UTF8.GetBytes(spoiled), Dialect.Json))
            .Problems.Single();

        problem.Code.ShouldBe(ProblemCode.WrongType);
        problem.Field.ShouldBe("my_domain.labels.domain.clouds");
    }

    [Fact]
    public void Capacity_changes_respect_cloud_limits_and_never_reuse_node_names() =>
        Prop.ForAll(Gen.Choose(0, 12).Zip(Gen.Choose(-1, 8)).ArrayOf(8).ToArbitrary(), changes =>
            {
                Topology topology = Sample;
                HashSet<string> gone = [];
                foreach ((int capacity, int limit) in changes)
                {
                    Topology before = topology.WithDomain(
                        topology.FindDomain("my_domain")! with
                        {
                            Clouds = [new DomainCloud("hotel", limit), new DomainCloud("sierra", 5)],
                        }
                    );
                    topology = before.WithCapacity("my_domain", capacity);

                    string[] now = [.. topology.GetDomainNodes("my_domain").Select(node => node.Name)];
                    now.ShouldBeUnique();
                    now.ShouldNotContain(name => gone.Contains(name));
                    now.Length.ShouldBe(limit < 0 ? capacity : Math.Min(capacity, limit + 5));
                    topology.GetDomainNodes("my_domain").Count(node => node.Cloud == "sierra").ShouldBeLessThanOrEqualTo(5);
                    gone.UnionWith(before.GetDomainNodes("my_domain").Select(node => node.Name).Except(now, StringComparer.Ordinal));
                }
            })
            .QuickCheckThrowOnFailure();

    private static string[] Places(Topology topology) =>
        [.. topology.GetDomainNodes("my_domain").Select(node => $"{node.Name} {node.Cloud}")];
}
