using System.Buffers;
using Scalewright.Documents;
using Scalewright.Plugins.WindTurbine;

namespace Sdk.Tests.Plugins;

/// <summary>Options of the plugin wind_turbine. Keys and defaults are those of the reference's description.</summary>
public class WindTurbineOptionsTests
{
    private const string Head =
        "profiles:\n  - name: farm\n    plugin: wind_turbine\n    container_template: {external_network: {name: EXT, network: 10.1.0.0/16}}\n";

    private static readonly JsonElement Schema = JsonDocument
        .Parse(ProfileSchema.WriteOptions(ScalePlugins.All.Find(new PluginReference("wind_turbine"))!)!)
        .RootElement;

    [Theory]
    [InlineData("    templats: {}", "5:5 templats", "templates")]
    [InlineData("    templates: {defalt: {}}", "5:17 templates.defalt", "default")]
    [InlineData("    templates: {default: {main_controller: {}}}", "5:27 templates.default.main_controller", "main-controller")]
    [InlineData(
        "    templates: {default: {main-controller: {turbine: {hubHight: 3}}}}",
        "5:55 templates.default.main-controller.turbine.hubHight",
        "hubHeight"
    )]
    [InlineData(
        "    templates: {default: {main-controller: {logic: {speedtag: a}}}}",
        "5:53 templates.default.main-controller.logic.speedtag",
        "speedTag"
    )]
    [InlineData(
        "    templates: {default: {main-controller: {node-red: {endpoint: {hosts: a}}}}}",
        "5:67 templates.default.main-controller.node-red.endpoint.hosts",
        "host"
    )]
    [InlineData(
        "    templates: {default: {anemometer: {weather: {replaydata: a}}}}",
        "5:50 templates.default.anemometer.weather.replaydata",
        "replayData"
    )]
    [InlineData(
        "    templates: {default: {yaw-controller: {yaw: {degreesPerSecond: 1}}}}",
        "5:50 templates.default.yaw-controller.yaw.degreesPerSecond",
        "degreePerSecond"
    )]
    [InlineData("    helics: {broker: {address: 1.2.3.4, base-fed-cuont: 1}}", "5:41 helics.broker.base-fed-cuont", "base-fed-count")]
    [InlineData(
        "    ground-truth-module: {elastic: {index-basename: a}}",
        "5:37 ground-truth-module.elastic.index-basename",
        "index-base-name"
    )]
    public void A_misspelled_key_is_reported_at_its_position_with_the_nearest_key(string line, string place, string meant)
    {
        ProfileReadResult result = Read(line);

        result.Problems.ShouldHaveSingleItem().ToString().ShouldContain($"{place}: unknown field; did you mean '{meant}'?");
    }

    [Theory]
    [InlineData("    templates: 3", "5:16 templates")]
    [InlineData(
        "    templates: {default: {main-controller: {turbine: {hubHeight: high}}}}",
        "5:66 templates.default.main-controller.turbine.hubHeight"
    )]
    [InlineData(
        "    templates: {default: {main-controller: {turbine: {hubHeight: -1}}}}",
        "5:66 templates.default.main-controller.turbine.hubHeight"
    )]
    [InlineData(
        "    templates: {default: {main-controller: {turbine: {dnp3SBO: 1}}}}",
        "5:64 templates.default.main-controller.turbine.dnp3SBO"
    )]
    [InlineData(
        "    templates: {default: {main-controller: {weather: {columns: [{name: a, tags: [{name: b, height: c}]}]}}}}",
        "5:100 templates.default.main-controller.weather.columns[0].tags[0].height"
    )]
    [InlineData(
        "    templates: {default: {anemometer: {weather: {columns: [{name: a}]}}}}",
        "5:60 templates.default.anemometer.weather.columns[0].tag"
    )]
    [InlineData(
        "    templates: {default: {main-controller: {node-red: {endpoint: {port: 70000}}}}}",
        "5:73 templates.default.main-controller.node-red.endpoint.port"
    )]
    [InlineData("    helics: {broker: {address: 1.2.3.4, base-fed-count: few}}", "5:57 helics.broker.base-fed-count")]
    [InlineData("    helics: {endpoint: true, broker: {address: 1.2.3.4}}", "5:24 helics.endpoint")]
    [InlineData("    ground-truth-module: {elastic: {endpoint: [a]}}", "5:47 ground-truth-module.elastic.endpoint")]
    public void An_invalid_value_is_reported_at_its_position(string line, string place)
    {
        ProfileReadResult result = Read(line);

        result.HasErrors.ShouldBeTrue();
        result.Problems.ShouldHaveSingleItem().ToString().ShouldContain(place + ":");
    }

    [Theory]
    [InlineData("    templates: {default: {main-controller: {turbine: {hubHeight: 95, type: V-90/2000}}}}", "<hub-height>95</hub-height>")]
    [InlineData(
        "    templates: {default: {main-controller: {turbine: {roughnessLength: 0.20}}}}",
        "<roughness-length>0.2</roughness-length>"
    )]
    [InlineData(
        "    templates: {default: {main-controller: {weather: {columns: [{name: wind_speed, tags: [{name: speed.low, height: 40.5}]}]}}}}",
        "<column name=\"wind_speed\" height=\"40.5\">speed.low</column>"
    )]
    [InlineData(
        "    templates: {default: {main-controller: {node-red: {endpoint: {port: 1881}}}}}",
        "<endpoint host=\"0.0.0.0\" port=\"1881\"/>"
    )]
    [InlineData(
        "    templates: {default: {main-controller: {node-red: {auth: {editor: {user: u}}}}}}",
        "<editor username=\"u\" password=\"admin\"/>"
    )]
    [InlineData(
        "    templates: {default: {main-controller: {turbine: {helicsTopic: 'a.{{turbine_id}}'}}}}\n    helics: {broker: {address: 10.5.5.5}}",
        "key=\"a.1\""
    )]
    [InlineData("    helics: {broker: {address: 10.5.5.5}, federate: GridSim}", "<endpoint name=\"GridSim/updates\">")]
    [InlineData("    helics: {broker: {address: 10.5.5.5}, endpoint: false}", "<publication>")]
    [InlineData("    ground-truth-module: {elastic: {}}", "<endpoint>http://localhost:9200</endpoint>")]
    [InlineData("    ground-truth-module: {elastic: {labels: {id: 't{{turbine_id}}'}}}", "<label name=\"id\">t1</label>")]
    public void Options_reach_the_configuration_of_the_main_controller(string lines, string expected) =>
        Config(lines).ShouldContain(expected);

    [Theory]
    [InlineData("    templates: {default: {main-controller: {node-red: {}}}}")]
    [InlineData("    helics: {}")]
    [InlineData("    helics: null")]
    [InlineData("    ground-truth-module: {}")]
    public void An_empty_section_is_equivalent_to_an_absent_one(string line) => Config(line).ShouldBe(Config(""));

    [Fact]
    public void An_empty_endpoint_of_the_flow_editor_is_omitted_from_the_configuration()
    {
        string config = Config("    templates: {default: {main-controller: {node-red: {endpoint: {}}}}}");

        config.ShouldContain("<node-red name=\"main-controller\">");
        config.ShouldNotContain("<endpoint host");
    }

    [Fact]
    public void A_co_simulation_without_a_broker_is_reported() =>
        Read("    helics: {federate: GridSim}")
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldContain("5:13 helics: the address of the broker is missing");

    [Fact]
    public void Options_set_in_code_equal_options_read_from_a_file()
    {
        WindTurbineOptions options = new()
        {
            ExternalNetwork = new("EXT", "10.1.0.0/16"),
            Templates = new() { Default = new() { MainController = new() { Turbine = new() { HubHeight = 95 } } } },
        };

        Read("    templates: {default: {main-controller: {turbine: {hubHeight: 95}}}}").Profiles[0].Options.ShouldBe(options);
    }

    [Fact]
    public void The_schema_describes_every_key_with_the_names_of_the_file()
    {
        string[] keys = [.. Undescribed(Schema, "")];

        keys.ShouldBe(["container_template"], "every profile has that one, and the schema of profiles describes it");
        string text = Schema.GetProperty("properties").GetRawText();
        text.ShouldNotContain("YAML key");
        Regex
            .Matches(text, "\"description\": \"[^\"]*?\\b(?<word>[A-Z][a-z]+[A-Z][A-Za-z]*)", RegexOptions.None, TimeSpan.FromSeconds(1))
            .Select(match => match.Groups["word"].Value)
            .Where(word => word is not ("OpenDSS" or "Elasticsearch"))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        """{"templates": {"default": {"main-controller": {"turbine": {"hubHeight": 95}}}}, "helics": {"endpoint": false, "broker": {"address": "a"}}}""",
        true
    )]
    [InlineData("""{"templates": {"default": {"main-controller": {"turbine": {"hubHight": 95}}}}}""", false)]
    [InlineData("""{"templates": {"default": {"main-controller": {"turbine": {"hubHeight": "high"}}}}}""", false)]
    [InlineData("""{"helics": {"endpoint": true}}""", false)]
    [InlineData("""{"container_template": {"external_network": {"name": "EXT", "network": "10.1.0.0/16"}}}""", true)]
    [InlineData("""{"container_template": {"external_network": {"name": "EXT", "network": "10.1.0.0"}}}""", false)]
    public void The_schema_accepts_valid_options_and_rejects_invalid_ones(string options, bool isValid) =>
        new SchemaCheck(Schema).IsValid(JsonDocument.Parse(options).RootElement).ShouldBe(isValid);

    // Forms of IPv6 addresses: RFC 4291 section 2.2.
    [Theory]
    [
        InlineData("10.0.0.0/8"),
        InlineData("0.0.0.0/0"),
        InlineData("1.2.3.4/32"),
        InlineData("fd00::/64"),
        InlineData("::/0"),
        InlineData("::1/128")
    ]
    [
        InlineData("1:2:3:4:5:6:7:8/64"),
        InlineData("::ffff:1.2.3.4/96"),
        InlineData("1:2:3:4:5:6:1.2.3.4/96"),
        InlineData("fe80::1:2/10"),
        InlineData("1::8/64")
    ]
    [
        InlineData("10.0.0.0"),
        InlineData("10.0.0/8"),
        InlineData("10.0.0.0/33"),
        InlineData("256.0.0.0/8"),
        InlineData("01.2.3.4/8"),
        InlineData("10.0.0.0/08")
    ]
    [
        InlineData("fd00::/129"),
        InlineData("fd00:/64"),
        InlineData("1::2::3/64"),
        InlineData(":1::/64"),
        InlineData("1:2:3/64"),
        InlineData("g::/64"),
        InlineData(""),
        InlineData("net")
    ]
    public void The_schema_pattern_of_a_network_agrees_with_the_parser(string text)
    {
        string pattern = Schema
            .GetProperty("$defs")
            .GetProperty("network")
            .GetProperty("properties")
            .GetProperty("network")
            .GetProperty("pattern")
            .GetString()!;

        Regex.IsMatch(text, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).ShouldBe(Subnet.TryParse(text, out _), text);
    }

    private static ProfileReadResult Read(string lines) => ProfileReader.Read(Encoding.UTF8.GetBytes(Head + lines + "\n"), Dialect.Yaml);

    private static string Config(string lines)
    {
        ProfileReadResult read = Read(lines);
        read.Problems.ShouldBeEmpty();
        Topology topology = Topology.Create("demo").AddProfile(read.Profiles[0]).Build();
        ArrayBufferWriter<byte> buffer = new();
        new NodeScripts(topology, read.Profiles).GetFiles().Single(file => file.Path == "farm-1/1/config.xml").Write(buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static IEnumerable<string> Undescribed(JsonElement schema, string path)
    {
        foreach (JsonProperty keyword in schema.ValueKind == JsonValueKind.Object ? schema.EnumerateObject() : default)
        {
            foreach (JsonProperty property in keyword is { Name: "properties" } ? keyword.Value.EnumerateObject() : default)
            {
                string key = path + property.Name;
                foreach (string inner in property.Value.TryGetProperty("description", out _) ? [] : new[] { key })
                {
                    yield return inner;
                }

                foreach (string inner in Undescribed(property.Value, key + "."))
                {
                    yield return inner;
                }
            }

            foreach (string inner in keyword is { Name: "items" } ? Undescribed(keyword.Value, path) : [])
            {
                yield return inner;
            }

            foreach (
                string inner in keyword is { Name: "anyOf" }
                    ? keyword.Value.EnumerateArray().SelectMany(part => Undescribed(part, path))
                    : []
            )
            {
                yield return inner;
            }
        }
    }
}
