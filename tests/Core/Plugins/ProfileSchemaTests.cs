namespace Sdk.Tests.Plugins;

public class ProfileSchemaTests
{
    private static readonly PluginList Plugins = PluginList.Empty.Add(
        ScalePlugins.All.Entries.Where(entry => entry.Name is "builtin" or "shelf")
    );

    private static readonly JsonElement Schema = JsonDocument.Parse(ProfileSchema.Write(Plugins)).RootElement;

    [Fact]
    public void The_schema_of_all_fields_and_plugins_matches_the_approved_text() =>
        Approved.Check(ProfileSchema.Write(Plugins), "ProfileSchema");

    [Fact]
    public void The_same_plugins_produce_the_same_schema() => ProfileSchema.Write(Plugins).ShouldBe(ProfileSchema.Write(Plugins));

    [Theory]
    [InlineData("""{"name": "web", "plugin": "builtin", "count": 3}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "count": 4.0, "node_template": {"cpu": 2e0, "memory": 5.12e2}}""")]
    [InlineData("""{"name": "web", "plugin": "shelf", "material": "oak", "boards": 9.0}""")]
    [InlineData("""{"name": "web", "plugin": {"name": "builtin", "version": "1.0.0"}, "containers": 9, "containers_per_node": 3}""")]
    [InlineData(
        """{"name": "web", "plugin": {"name": "builtin", "version": "latest"}, "labels": {"a": 1, "b": true}, "start_scripts": ["run.sh"]}"""
    )]
    [InlineData(
        """{"name": "web", "plugin": "builtin", "node_template": {"cpu": 2, "memory": 64, "image": "a.qc2", "network": {"interfaces": []}, "delay": {"timer": "5m"}}}"""
    )]
    [InlineData(
        """{"name": "web", "plugin": "builtin", "container_template": {"cpu": 1, "memory": 1, "rootfs": "a.tgz", "gateway": "M", "networks": [{"name": "M", "network": "10.0.0.0/8", "gateway": "10.0.0.1"}]}}"""
    )]
    [InlineData(
        """{"name": "web", "plugin": "builtin", "container_template": {"gateway": "", "networks": [{"name": "M", "network": "10.0.0.0/8", "gateway": "M"}]}}"""
    )]
    [InlineData(
        """{"name": "web", "plugin": "builtin", "container_template": {"gateway": "fd00::1", "networks": [{"name": "M", "network": "fd00::/64", "gateway": "fd00::1"}]}}"""
    )]
    [InlineData("""{"name": "web", "plugin": "shelf", "material": "oak"}""")]
    [InlineData(
        """{"name": "web", "plugin": "shelf", "material": "oak", "boards": 9, "care": {"day": "sunday"}, "container_template": {"external_network": {"name": "E", "network": "10.0.0.0/8"}}}"""
    )]
    [InlineData("""{"name": "web", "plugin": {"name": "shelf", "version": "1.0.0"}}""")]
    public void A_profile_that_is_read_without_problems_is_valid_by_the_schema(string profile)
    {
        Problems(profile).ShouldBeEmpty();
        IsValid($$"""{"profiles": [{{profile}}]}""").ShouldBeTrue();
        IsValid(
                $$$$"""{"kind": "Experiment", "spec": {"scenario": {"apps": [{"name": "other"}, {"name": "scale", "metadata": {"profiles": [{{{{profile}}}}]}}]}}}"""
            )
            .ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"name": "web"}""")]
    [InlineData("""{"plugin": "builtin"}""")]
    [InlineData("""{"name": "w b", "plugin": "builtin"}""")]
    [InlineData("""{"name": "a..b", "plugin": "builtin"}""")]
    [InlineData("""{"name": "web", "plugin": "builtni"}""")]
    [InlineData("""{"name": "web", "plugin": {"name": "builtin", "version": "4.0.0"}}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "count": 0}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "count": 1000001}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "count": "5"}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "count": 2.5}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "count": 25e-1}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "count": 1e400}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "count": null}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "cuont": 5}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "containers": 9}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "node_template": {"cpus": 1}}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "node_template": [1]}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "container_template": {"networks": {"name": "M"}}}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "container_template": {"networks": [{"name": "M"}]}}""")]
    [InlineData(
        """{"name": "web", "plugin": "builtin", "container_template": {"external_network": {"name": "E", "network": "10.0.0.0/8"}}}"""
    )]
    [InlineData(
        """{"name": "web", "plugin": "builtin", "container_template": {"networks": [{"name": "M", "network": "10.0.0.0/8", "gateway": "10.0.0.1/8"}]}}"""
    )]
    [InlineData(
        """{"name": "web", "plugin": "builtin", "container_template": {"networks": [{"name": "M", "network": "10.0.0.0/8", "gateway": ""}]}}"""
    )]
    [InlineData(
        """{"name": "web", "plugin": "builtin", "container_template": {"gateway": "no network", "networks": [{"name": "M", "network": "10.0.0.0/8"}]}}"""
    )]
    [InlineData("""{"name": "web", "plugin": "builtin", "start_scripts": "run.sh"}""")]
    [InlineData("""{"name": "web", "plugin": "builtin", "material": "oak"}""")]
    [InlineData("""{"name": "web", "plugin": "shelf"}""")]
    [InlineData("""{"name": "web", "plugin": "shelf", "material": "oak", "boards": 10}""")]
    [InlineData("""{"name": "web", "plugin": "shelf", "material": "oak", "care": {"day": "payday"}}""")]
    [InlineData(
        """{"name": "web", "plugin": "shelf", "material": "oak", "container_template": {"external_network": {"name": "E", "netwrk": "x"}}}"""
    )]
    [InlineData("""{"name": "web", "plugin": {"name": "shelf", "version": "1.0.0"}, "material": "oak"}""")]
    public void A_profile_with_an_error_or_a_warning_is_invalid_by_the_schema(string profile)
    {
        Problems(profile).ShouldNotBeEmpty();
        IsValid($$"""{"profiles": [{{profile}}]}""").ShouldBeFalse();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"profiles": {}}""")]
    [InlineData("""{"profiles": null}""")]
    [InlineData("""{"spec": {"scenario": {"apps": [{"name": "other"}]}}}""")]
    public void A_document_without_a_list_of_profiles_is_not_valid(string document) => IsValid(document).ShouldBeFalse();

    [Fact]
    public void The_reader_knows_each_common_key_of_the_schema()
    {
        foreach (string key in Keys(Schema.GetProperty("$defs").GetProperty("profile").GetProperty("properties"), ""))
        {
            string value = key.Split('.').Reverse().Aggregate("null", (inner, part) => $$"""{"{{part}}": {{inner}}}""");

            Problems(value).ShouldNotContain(problem => problem.Contains("unknown field", StringComparison.Ordinal), key);
        }
    }

    private static IEnumerable<string> Keys(JsonElement properties, string prefix) =>
        properties
            .EnumerateObject()
            .SelectMany(property =>
                property.Name.EndsWith("_template", StringComparison.Ordinal)
                    ? Keys(property.Value.GetProperty("properties"), property.Name + ".")
                    : [prefix + property.Name]
            );

    private static bool IsValid(string document) => new SchemaCheck(Schema).IsValid(JsonDocument.Parse(document).RootElement);

    /// <summary>Returns the problems of the reader, except deprecation, which a schema does not express.</summary>
    private static string[] Problems(string profile) =>
        [
            .. ProfileReader
                .Read(
                    Encoding.UTF8.GetBytes($$"""{"profiles": [{{profile}}]}"""),
                    Dialect.Json,
                    ProfileReadOptions.Default with
                    {
                        Plugins = Plugins,
                    }
                )
                .Problems.Where(problem => problem.Code != Scalewright.ProblemCode.DeprecatedPlugin)
                .Select(problem => problem.ToString()),
        ];
}
