using YamlDotNet.RepresentationModel;

namespace Sdk.Tests.Topologies;

public class TopologyStorageTests
{
    [Fact]
    public void A_topology_is_equal_after_a_JSON_round_trip() =>
        Prop.ForAll(SampleTopologies.Any, topology => TopologyReader.Parse(Json(topology), Dialect.Json).ShouldBe(topology))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_topology_is_equal_after_a_YAML_round_trip() =>
        Prop.ForAll(SampleTopologies.Any, topology => TopologyReader.Parse(Yaml(topology), Dialect.Yaml).ShouldBe(topology))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Written_YAML_is_read_equal_as_YAML_1_1() =>
        Prop.ForAll(SampleTopologies.Any, topology => TopologyReader.Parse(Yaml(topology), Dialect.Yaml11).ShouldBe(topology))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Equal_topologies_have_the_same_bytes() =>
        Prop.ForAll(SampleTopologies.Any, topology => Json(TopologyReader.Parse(Json(topology), Dialect.Json)).ShouldBe(Json(topology)))
            .QuickCheckThrowOnFailure();

    // YAML 1.2.2, section 10.3.2. JSON: RFC 8259, read by System.Text.Json, which accepts nothing else.
    [Fact]
    public void Every_scalar_of_a_profile_is_stored_as_plain_JSON_with_its_value()
    {
        string[] plain = YamlScalars.Draw(1, 1000);
        Topology topology = WithNetwork(string.Concat(plain.Select((text, i) => $"v{i}: {text}\n")));

        using JsonDocument json = JsonDocument.Parse(Json(topology));

        JsonElement network = json
            .RootElement.GetProperty("groups")[0]
            .GetProperty("kinds")[0]
            .GetProperty("hardware")
            .GetProperty("network");
        plain.Where((text, i) => !YamlScalars.IsValue(Plain(network.GetProperty($"v{i}")), text)).ShouldBeEmpty();
        TopologyReader.Parse(Json(topology), Dialect.Json).ShouldBe(topology);
        TopologyReader.Parse(Yaml(topology), Dialect.Yaml).ShouldBe(topology);
        TopologyReader.Parse(Yaml(topology), Dialect.Yaml11).ShouldBe(topology);

        // JSON has no infinity and no NaN, which are stored with their kind.
        static JsonElement Plain(JsonElement value) => value.ValueKind == JsonValueKind.Object ? value.GetProperty("$number") : value;
    }

    [Fact]
    public void Values_that_earlier_versions_stored_with_their_kind_are_still_read()
    {
        byte[] plain = Json(WithNetwork("{a: true, b: 1000.0, c: null, d: 1500, e: .inf}"));
        string earlier = Encoding
            .UTF8.GetString(plain)
            .Replace("\"a\": true", "\"a\": {\"$boolean\": \"True\"}", StringComparison.Ordinal)
            .Replace("\"b\": 1000.0", "\"b\": {\"$number\": \"1e3\"}", StringComparison.Ordinal)
            .Replace("\"c\": null", "\"c\": {\"$null\": \"Null\"}", StringComparison.Ordinal)
            .Replace("\"d\": 1500", "\"d\": {\"$integer\": \"+1500\"}", StringComparison.Ordinal);

        earlier.ShouldContain("$integer");
        TopologyReader.Parse(Encoding.UTF8.GetBytes(earlier), Dialect.Json).ShouldBe(TopologyReader.Parse(plain, Dialect.Json));
    }

    [Fact]
    public void YamlDotNet_reads_the_same_text_from_written_YAML()
    {
        Topology topology = SampleTopologies.Expand(
            Profile
                .Create("web")
                .WithContainerCount(5)
                .WithContainersPerNode(2)
                .WithLabel("answer", "no")
                .WithLabel("tab", "a\tb: 'c' \"d\"")
        );
        YamlStream stream = [];

        stream.Load(new StringReader(Encoding.UTF8.GetString(Yaml(topology))));

        YamlNode group = stream.Documents[0].RootNode["groups"][0];
        group["kinds"][0]["labels"]["tab"].ToString().ShouldBe("a\tb: 'c' \"d\"");
        ((YamlScalarNode)group["kinds"][0]["labels"]["answer"]).Style.ShouldBe(YamlDotNet.Core.ScalarStyle.DoubleQuoted);
        group["nodes"].ShouldBeOfType<YamlSequenceNode>().Children.Count.ShouldBe(2);
    }

    [Fact]
    public void A_million_containers_on_identical_nodes_are_stored_in_under_4_KiB()
    {
        Topology topology = SampleTopologies.Expand(
            Profile.Create("web").WithContainerCount(1_000_000).WithContainersPerNode(18).AddNetwork("MGMT", "10.0.0.0/8")
        );

        Json(topology).Length.ShouldBeLessThan(4096);
        TopologyReader.Parse(Json(topology), Dialect.Json).ShouldBe(topology);
    }

    [Fact]
    public void Identical_nodes_share_one_hardware_instance_after_reading()
    {
        Topology read = TopologyReader.Parse(Json(SampleTopologies.Expand(Profile.Create("web").WithCount(3))), Dialect.Json);

        read.Nodes.Select(node => node.Hardware).Distinct(ReferenceEqualityComparer.Instance).Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("{}", "SW1105")]
    [InlineData("[]", "SW1102")]
    [InlineData("{\"schema\": \"scalewright-topology/2\"}", "SW1107")]
    [InlineData("{\"schema\": \"scalewright-topology/1\", \"name\": \"a\", \"nodes\": []}", "SW1205")]
    [InlineData("{\"schema\": \"scalewright-topology/1\", \"name\": \"..\"}", "SW1108")]
    [InlineData(
        "{\"schema\": \"scalewright-topology/1\", \"name\": \"a\", \"networks\": [{\"name\": \"n\", \"subnet\": \"10.0.0.0/33\", \"used\": -1}]}",
        "SW1110"
    )]
    [InlineData("{", "SW1001")]
    public void An_invalid_topology_is_rejected_with_its_problem_code(string text, string code) =>
        Should
            .Throw<ExpansionException>(() => TopologyReader.Parse(Encoding.UTF8.GetBytes(text), Dialect.Json))
            .Problems.ShouldContain(problem => problem.Code.Id == code);

    [Fact]
    public void A_stored_node_count_above_the_limit_is_rejected()
    {
        string text = Encoding
            .UTF8.GetString(Json(SampleTopologies.Expand(Profile.Create("web").WithCount(3))))
            .Replace("\"count\": 3", "\"count\": 2000000000", StringComparison.Ordinal);

        Should
            .Throw<ExpansionException>(() => TopologyReader.Parse(Encoding.UTF8.GetBytes(text), Dialect.Json))
            .Message.ShouldContain("10000000");
    }

    [Fact]
    public void A_damaged_text_is_read_or_rejected_with_problems()
    {
        byte[] whole = Json(
            SampleTopologies.Expand(Profile.Create("web").WithContainerCount(5).WithContainersPerNode(2).AddNetwork("MGMT", "10.0.0.0/8"))
        );

        Prop.ForAll(Gen.Choose(0, whole.Length - 1).Zip(Gen.Choose(32, 126)).ToArbitrary(), damage =>
            {
                byte[] bytes = [.. whole];
                bytes[damage.Item1] = (byte)damage.Item2;
                try
                {
                    TopologyReader.Parse(bytes, Dialect.Json);
                }
                catch (ExpansionException refused)
                {
                    refused.Problems.ShouldNotBeEmpty();
                }
            })
            .QuickCheckThrowOnFailure();
    }

    private static Topology WithNetwork(string yaml) =>
        Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("web", "by-hand")
                {
                    Nodes =
                    [
                        new NodeSpec("a", 1)
                        {
                            Hardware = new NodeHardware
                            {
                                Network = (DocumentMap)DocumentReader.Read(Encoding.UTF8.GetBytes(yaml), Dialect.Yaml).Root!,
                            },
                        },
                    ],
                }
            )
            .Build();

    private static byte[] Json(Topology topology) => Written(buffer => TopologyWriter.WriteJson(topology, buffer));

    private static byte[] Yaml(Topology topology) => Written(buffer => TopologyWriter.WriteYaml(topology, buffer));

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        write(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
