using System.Reflection;
using Scalewright.Topologies.Storage;

namespace Sdk.Tests.Topologies;

/// <summary>Stored form of domains and launch configurations. <see cref="EarlierLabels"/> is its specification.</summary>
public class GroupFactsTests
{
    private static readonly Gen<ValueMap<string>> Map = SampleTopologies.Text.Zip(SampleTopologies.Text).ArrayOf(3).Select(ToMap);

    private static readonly Gen<ValueList<string>> Texts = SampleTopologies.Text.ArrayOf(3).Select(texts => texts.ToValueList());

    // Own labels can look like those of a domain or launch configuration.
    private static readonly Gen<ValueMap<string>> Labels = Map.Select(map => map.With("domain.x", "1").With("launch.x", "2"));

    private static readonly Gen<NodeGroup> Groups = Gen.OneOf(Domains(), Launches());

    [Fact]
    public void A_group_that_is_written_and_read_is_equal() =>
        Prop.ForAll(Groups.ToArbitrary(), group =>
            {
                ProblemList problems = new();
                NodeGroup stored = ToStored(group);

                GroupFacts.Read(stored, problems).ShouldBe(group);
                problems.ToValueList().ShouldBeEmpty();
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_topology_with_domains_is_equal_after_a_JSON_round_trip() =>
        Prop.ForAll(Domains().Zip(Launches()).ToArbitrary(), pair =>
            {
                Topology topology = Topology.Create("demo").AddGroup(pair.Item1).AddGroup(pair.Item2).Build();
                ArrayBufferWriter<byte> json = new();
                TopologyWriter.WriteJson(topology, json);

                TopologyReader.Parse(json.WrittenMemory, Dialect.Json).ShouldBe(topology);
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_labels_are_those_of_earlier_versions() =>
        Prop.ForAll(Groups.ToArbitrary(), group =>
            {
                Dictionary<string, string> expected = new(group.Labels);
                foreach ((string key, string value) in EarlierLabels.From(group))
                {
                    expected[key] = value;
                }

                GroupFacts.ToLabels(group).ShouldBe(expected.ToValueMap());
            })
            .QuickCheckThrowOnFailure();

    /// <summary>Fails for a member that is added without a value here, and for one that is not stored.</summary>
    [Fact]
    public void Every_member_is_stored()
    {
        DomainCloud cloud = new("hotel", 4) { PricePerHour = 0.1, IsSpot = true };
        Domain domain = new("web")
        {
            LaunchConfigurationName = "web",
            Clouds = [cloud],
            MinNodes = 1,
            MaxNodes = 20,
            Capacity = 3,
            NextNodeNumber = 6,
            Tags = ValueMap<string>.Empty.With("a", "b"),
            Annotations = ValueMap<string>.Empty.With("c", "d"),
        };
        LaunchConfiguration launch = new("web")
        {
            Image = "image",
            InstanceType = "m1.small",
            KeyName = "key",
            SecurityGroups = ["default"],
            UserData = "#!/bin/sh",
            UniqueKey = "address",
            UniqueValues = ["10.0.0.1"],
            Annotations = ValueMap<string>.Empty.With("kernel", "aki-1"),
        };
        NodeGroup[] groups =
        [
            new NodeGroup("web", "domain@1") { Domain = domain },
            new NodeGroup("launch/web", "launch@1") { Launch = launch },
        ];

        Unset(cloud, new DomainCloud("")).ShouldBeEmpty();
        Unset(domain, new Domain("")).ShouldBeEmpty();
        Unset(launch, new LaunchConfiguration("")).ShouldBeEmpty();
        groups.Select(group => GroupFacts.Read(ToStored(group), new ProblemList())).ShouldBe(groups);
    }

    [Theory]
    [InlineData("domain.capacity", "many", "web.labels.domain.capacity", "SW1102")]
    [InlineData("domain.clouds", "hotel:x", "web.labels.domain.clouds", "SW1102")]
    [InlineData("domain.price.hotel", "cheap", "web.labels.domain.price.hotel", "SW1102")]
    [InlineData("domain.spot.hotel", "yes", "web.labels.domain.spot.hotel", "SW1102")]
    [InlineData("domain.spot.hotel", "", "web.labels.domain.spot.hotel", "SW1102")]
    [InlineData("domain.clouds", "hotel:-2", "web.labels.domain.clouds", "SW1103")]
    [InlineData("domain.next", "0", "web.labels.domain.next", "SW1103")]
    [InlineData("domain.capacity", "-1", "web.labels.domain.capacity", "SW1103")]
    [InlineData("domain.nodes_min", "7", "web.Domain.MaxNodes", "SW1104")]
    [InlineData("domain.clouds", "hotel:1,hotel:2", "web.Domain.Clouds", "SW1101")]
    public void An_invalid_label_of_a_domain_is_reported(string key, string value, string field, string code)
    {
        ValueMap<string> labels = ToMap([("domain.capacity", "3"), ("domain.clouds", "hotel:4"), ("domain.nodes_max", "5")]);
        ProblemList problems = new();

        GroupFacts.Read(new NodeGroup("web", "domain@1") { Labels = labels.With(key, value) }, problems);

        Problem problem = problems.ToValueList().Single();
        problem.Field.ShouldBe(field);
        problem.Code.Id.ShouldBe(code);
    }

    [Theory]
    [InlineData("domain.capacity", "1.5", "'1.5' is not a whole number of 0 or more; use a whole number of 0 or more")]
    [InlineData("domain.next", "0", "'0' is not a whole number of 1 or more; use a whole number of 1 or more")]
    [InlineData("domain.clouds", "hotel", "'' is not a whole number of -1 or more; use a whole number of -1 or more")]
    [InlineData("domain.price.hotel", "-0.5", "'-0.5' is not a number of 0 or more; use a number of 0 or more")]
    [InlineData("domain.spot.hotel", "yes", "'yes' is not true or false; use true or false")]
    public void The_message_of_an_invalid_label_names_the_accepted_values(string key, string value, string message)
    {
        ValueMap<string> labels = ToMap([("domain.capacity", "3"), ("domain.clouds", "hotel:4")]);
        ProblemList problems = new();

        GroupFacts.Read(new NodeGroup("web", "domain@1") { Labels = labels.With(key, value) }, problems);

        Problem problem = problems.ToValueList().Single();
        $"{problem.Message}; {problem.Advice}".ShouldBe(message);
    }

    [Fact]
    public void A_cloud_without_spot_nodes_can_be_labeled_as_such()
    {
        ValueMap<string> labels = ToMap([("domain.capacity", "3"), ("domain.clouds", "hotel:4"), ("domain.spot.hotel", "false")]);
        ProblemList problems = new();

        NodeGroup group = GroupFacts.Read(new NodeGroup("web", "domain@1") { Labels = labels }, problems);

        problems.ToValueList().ShouldBeEmpty();
        group.Domain!.Clouds.ShouldBe([new DomainCloud("hotel", 4)]);
    }

    [Fact]
    public void An_invalid_number_of_a_list_is_reported_at_its_label()
    {
        NodeGroup group = new("launch/web", "launch@1") { Labels = ToMap([("launch.security_group.one", "default")]) };
        ProblemList problems = new();

        GroupFacts.Read(group, problems);

        problems.ToValueList().Single().Field.ShouldBe("launch/web.labels.launch.security_group.one");
    }

    [Fact]
    public void A_group_that_could_not_be_read_again_is_rejected()
    {
        Domain invalid = new("web") { Capacity = -1 };
        LaunchConfiguration launch = new("x");

        Fields(new NodeGroup("web", "a") { Domain = invalid }).ShouldBe(["web.Domain.Capacity"]);
        Fields(new NodeGroup("web", "a") { Domain = new Domain("other") }).ShouldBe(["web.Domain"]);
        Fields(new NodeGroup("web", "a") { Launch = launch }).ShouldBe(["web.Launch"]);
        Fields(new NodeGroup("launch/x", "a") { Domain = new Domain("launch/x"), Launch = launch }).ShouldBe(["launch/x"]);
    }

    [Fact]
    public void A_label_that_would_be_read_as_a_fact_is_rejected()
    {
        Domain domain = new("web") { Clouds = [new DomainCloud("hotel")] };
        LaunchConfiguration launch = new("web");

        Reserved(new NodeGroup("web", "a"), "domain.capacity").ShouldBe(["domain.capacity"]);
        Reserved(new NodeGroup("web", "a"), "domain.next", "domain.tag.x", "launch.image").ShouldBeEmpty();
        Reserved(new NodeGroup("web", "a") { Domain = domain }, "domain.next", "domain.tag.x", "domain.price.hotel", "domain.spot.hotel")
            .ShouldBe(["domain.next", "domain.price.hotel", "domain.spot.hotel", "domain.tag.x"]);
        Reserved(new NodeGroup("web", "a") { Domain = domain }, "domain.price.other", "domain.x", "launch.image").ShouldBeEmpty();
        Reserved(new NodeGroup("launch/web", "a") { Launch = launch }, "domain.capacity").ShouldBe(["domain.capacity"]);
        Reserved(new NodeGroup("launch/web", "a") { Launch = launch }, "launch.image", "launch.unique_value.1", "launch.x")
            .ShouldBe(["launch.image", "launch.unique_value.1"]);
    }

    [Fact]
    public void The_message_for_a_reserved_label_names_the_label()
    {
        NodeGroup group = new("web", "a") { Labels = ToMap([("domain.capacity", "3")]) };

        Problem problem = Should.Throw<ExpansionException>(() => Topology.Create("demo").AddGroup(group).Build()).Problems.Single();

        problem.Code.ShouldBe(ProblemCode.ConflictingFields);
        problem.Field.ShouldBe("web.Labels");
        problem.Message.ShouldBe("'domain.capacity' is reserved for the domain of a group");
        problem.Advice.ShouldBe("use another name, or set Domain");
    }

    [Fact]
    public void A_name_that_would_be_read_as_that_of_a_launch_configuration_is_rejected() =>
        Fields(new NodeGroup("launch/web", "a")).ShouldBe(["launch/web"]);

    private static string[] Reserved(NodeGroup group, params string[] labels)
    {
        NodeGroup labeled = group with { Labels = ToMap([.. labels.Select(label => (label, "1"))]) };
        ProblemList problems = new();
        DomainRules.Check(labeled, problems);
        return [.. problems.ToValueList().Select(problem => problem.Message.Split('\'')[1])];
    }

    private static IEnumerable<string> Fields(NodeGroup group) =>
        Should.Throw<ExpansionException>(() => Topology.Create("demo").AddGroup(group).Build()).Problems.Select(problem => problem.Field);

    private static NodeGroup ToStored(NodeGroup group) => group with { Labels = GroupFacts.ToLabels(group), Domain = null, Launch = null };

    private static ValueMap<string> ToMap((string Key, string Value)[] entries) =>
        entries.DistinctBy(entry => entry.Key).Select(entry => KeyValuePair.Create(entry.Key, entry.Value)).ToValueMap();

    private static IEnumerable<string> Unset<T>(T value, T plain) =>
        typeof(T)
            .GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanWrite && Equals(property.GetValue(value), property.GetValue(plain)))
            .Select(property => property.Name);

    private static Gen<NodeGroup> Domains() =>
        from labels in Labels
        from launch in SampleTopologies.Text
        from clouds in Cloud().ArrayOf(3)
        from bounds in Gen.Choose(0, 9).Two()
        from hasMax in Gen.Elements(true, false)
        from size in Gen.Choose(0, 9).Two()
        from tags in Map
        from annotations in Map
        select new NodeGroup("web", "domain@1")
        {
            Labels = labels,
            Domain = new Domain("web")
            {
                LaunchConfigurationName = launch,
                Clouds = clouds.DistinctBy(cloud => cloud.Name).ToValueList(),
                MinNodes = bounds.Item1,
                MaxNodes = hasMax ? bounds.Item1 + bounds.Item2 : int.MaxValue,
                Capacity = size.Item1,
                NextNodeNumber = size.Item2 + 1,
                Tags = tags,
                Annotations = annotations,
            },
        };

    private static Gen<DomainCloud> Cloud() =>
        from name in SampleTopologies.Text
        from max in Gen.Choose(-1, 5)
        from price in Gen.Elements(0, 0.1, 1e-9, 12345.678, 1e22)
        from isSpot in Gen.Elements(true, false)
        select new DomainCloud(name.Replace(",", "", StringComparison.Ordinal), max) { PricePerHour = price, IsSpot = isSpot };

    private static Gen<NodeGroup> Launches() =>
        from labels in Labels
        from texts in SampleTopologies.Text.ArrayOf(4)
        from groups in Texts
        from values in Texts
        from annotations in Map
        select new NodeGroup("launch/web@hotel", "launch@1")
        {
            Labels = labels,
            Launch = new LaunchConfiguration("web@hotel")
            {
                Image = texts[0],
                InstanceType = texts[1],
                KeyName = texts[2],
                UserData = texts[3],
                SecurityGroups = groups,
                UniqueKey = "address",
                UniqueValues = values,
                Annotations = annotations,
            },
        };

    /// <summary>Writes labels as the versions before the properties of <see cref="NodeGroup"/> did.</summary>
    private static class EarlierLabels
    {
        public static Dictionary<string, string> From(NodeGroup group)
        {
            Dictionary<string, string> labels = [];
            if (group.Domain is { } domain)
            {
                labels["domain.capacity"] = Invariant(domain.Capacity);
                labels["domain.next"] = Invariant(domain.NextNodeNumber);
                Add("domain.launch", domain.LaunchConfigurationName, domain.LaunchConfigurationName.Length > 0);
                Add(
                    "domain.clouds",
                    string.Join(',', domain.Clouds.Select(cloud => $"{cloud.Name}:{cloud.MaxNodes}")),
                    domain.Clouds.Count > 0
                );
                Add("domain.nodes_min", Invariant(domain.MinNodes), domain.MinNodes != 0);
                Add("domain.nodes_max", Invariant(domain.MaxNodes), domain.MaxNodes != int.MaxValue);
                foreach (DomainCloud cloud in domain.Clouds)
                {
                    string price = cloud.PricePerHour.ToString("R", CultureInfo.InvariantCulture);
                    Add($"domain.price.{cloud.Name}", price, cloud.PricePerHour != 0);
                    Add($"domain.spot.{cloud.Name}", "true", cloud.IsSpot);
                }

                AddAll("domain.tag.", domain.Tags);
                AddAll("domain.note.", domain.Annotations);
            }

            if (group.Launch is { } launch)
            {
                Add("launch.image", launch.Image, launch.Image.Length > 0);
                Add("launch.instance_type", launch.InstanceType, launch.InstanceType.Length > 0);
                Add("launch.key_name", launch.KeyName, launch.KeyName.Length > 0);
                Add("launch.unique_key", launch.UniqueKey, launch.UniqueKey.Length > 0);
                Add("launch.user_data", launch.UserData, launch.UserData.Length > 0);
                AddAll("launch.security_group.", Numbered(launch.SecurityGroups));
                AddAll("launch.unique_value.", Numbered(launch.UniqueValues));
                AddAll("launch.note.", launch.Annotations);
            }

            return labels;

            void Add(string key, string value, bool isWritten)
            {
                if (isWritten)
                {
                    labels[key] = value;
                }
            }

            void AddAll(string prefix, ValueMap<string> texts)
            {
                foreach ((string key, string value) in texts)
                {
                    labels[prefix + key] = value;
                }
            }
        }

        private static ValueMap<string> Numbered(ValueList<string> texts) =>
            texts.Select((text, index) => KeyValuePair.Create(Invariant(index + 1), text)).ToValueMap();

        private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
