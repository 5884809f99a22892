using Scalewright.Documents;

namespace Generators.Tests;

public class OptionsBindingTests
{
    private const string Disk = """
        namespace Acme;

        /// <summary>How a disk behaves.</summary>
        public enum DiskMode { Fast, SlowStart, @long }

        /// <summary>A mirror.</summary>
        /// <param name="Host">Where it is.</param>
        /// <param name="Weight">How much it takes.</param>
        public sealed record Mirror(string Host, [OptionRange(1, 9)] int Weight = 3)
        {
            /// <summary>Waits this long.</summary>
            public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);
        }

        /// <summary>Options of disks.</summary>
        public sealed record DiskOptions : PluginOptions
        {
            /// <summary>Label of the <see cref="Mirror"/> disks, with "quotes" &amp; more.</summary>
            public required string Label { get; init; }

            /// <summary>Size in GiB; default 40.</summary>
            [OptionRange(1, 1000)]
            public int SizeGiB { get; init; } = 40;

            /// <summary>Blocks.</summary>
            public long Blocks { get; init; } = -1;

            /// <summary>Part of the whole.</summary>
            [OptionRange(0, 0.5)]
            public double Share { get; init; } = 0.25;

            /// <summary>Price per hour.</summary>
            public decimal? Price { get; init; }

            /// <summary>Encrypted or not.</summary>
            public bool Encrypted { get; init; } = true;

            /// <summary>How it behaves.</summary>
            public DiskMode Mode { get; init; } = DiskMode.SlowStart;

            /// <summary>Where images come from.</summary>
            public Uri? Source { get; init; }

            /// <summary>Between checks.</summary>
            public TimeSpan Period { get; init; } = TimeSpan.FromMinutes(1);

            /// <summary>Zones in order.</summary>
            public ValueList<string> Zones { get; init; } = ["a"];

            /// <summary>Quotas by name.</summary>
            [OptionRange(0, 10)]
            public ValueMap<int> Quotas { get; init; } = ValueMap<int>.Empty;

            /// <summary>Copies.</summary>
            public ValueList<Mirror> Mirrors { get; init; } = [];

            /// <summary>The network outside.</summary>
            [OptionKey("container_template.external_network")]
            public NetworkTemplate? ExternalNetwork { get; init; }

            /// <summary>Anything.</summary>
            public DocumentNode? Raw { get; init; }

            /// <summary>Follows from the size.</summary>
            public int Bytes => SizeGiB * 1024;
        }

        """;

    private static readonly string Source =
        Disk
        + Sources.Plugin("[ScalePlugin(\"disk\")]\npublic sealed class DiskPlugin : ScalePlugin<DiskOptions>")
        + Sources.Plugin("[ScalePlugin(\"disk\", Version = \"0.9.0\")]\npublic sealed class OldDiskPlugin : ScalePlugin<DiskOptions>");

    private static readonly Lazy<PluginEntry[]> Entries = new(() =>
        Generation.Entries(Generation.Load(Sources.Compile(Source, "Acme.Disks")))
    );

    private static readonly Lazy<OptionsBinder> Binder = new(() => Entries.Value[0].Options!);

    [Fact]
    public void An_options_record_gets_a_binder_with_its_schema() =>
        Approved.Check(Generation.Text(Sources.Compile(Source)), "Generators/Options");

    [Fact]
    public void Defaults_of_the_record_are_kept_when_keys_are_absent()
    {
        dynamic options = Bind("label: x", out Problem[] problems);

        problems.ShouldBeEmpty();
        ((string)options.Label).ShouldBe("x");
        ((int)options.SizeGiB).ShouldBe(40);
        ((string)options.Mode.ToString()).ShouldBe("SlowStart");
        ((TimeSpan)options.Period).ShouldBe(TimeSpan.FromMinutes(1));
        ((ValueList<string>)options.Zones).ShouldBe(["a"]);
        ((bool)options.Encrypted).ShouldBeTrue();
    }

    [Fact]
    public void Values_of_every_supported_type_are_bound()
    {
        dynamic options = Bind(
            """
            label: main
            size_gib: 7
            blocks: 9007199254740993
            share: 0.5
            price: 1.10
            encrypted: false
            mode: Slow-Start
            source: https://example.org/image
            period: 1m30s
            zones: [b, c]
            quotas: {cpu: 3}
            mirrors: [{host: h, delay: "00:00:07"}, {host: i, weight: 9}]
            container_template: {external_network: {name: EXT, network: 10.0.0.0/8, gateway: 10.0.0.1}}
            raw: [1, two]
            """,
            out Problem[] problems
        );

        problems.ShouldBeEmpty();
        ((string)options.ToString()).ShouldBe(
            "DiskOptions { Label = main, SizeGiB = 7, Blocks = 9007199254740993, Share = 0.5, Price = 1.10, Encrypted = False, Mode = SlowStart, "
                + "Source = https://example.org/image, Period = 00:01:30, Zones = [b, c], Quotas = {cpu: 3}, "
                + "Mirrors = [Mirror { Host = h, Weight = 3, Delay = 00:00:07 }, Mirror { Host = i, Weight = 9, Delay = 00:00:05 }], "
                + "ExternalNetwork = NetworkTemplate { Name = EXT, Network = 10.0.0.0/8, Gateway = 10.0.0.1, StartIp =  }, "
                + "Raw = Scalewright.Documents.DocumentList, Bytes = 7168 }"
        );
    }

    [Theory]
    [InlineData("label: [x]", "1:8 label SW1102: found a list; use a text")]
    [InlineData("size_gib: big", "1:11 size_gib SW1102: found the text 'big'; use a whole number")]
    [InlineData("size_gib: 1.5", "1:11 size_gib SW1102: found the number 1.5; use a whole number")]
    [InlineData("size_gib: true", "1:11 size_gib SW1102: found the boolean true; use a whole number")]
    [InlineData("size_gib:", "1:10 size_gib SW1102: found nothing; use a whole number")]
    [InlineData("size_gib: 0", "1:11 size_gib SW1103: 0 is below 1; use 1 or more")]
    [InlineData("size_gib: 1001", "1:11 size_gib SW1103: 1001 is above 1000; use 1000 or less")]
    [InlineData("size_gib: 99999999999999999999", "1:11 size_gib SW1103: 99999999999999999999 does not fit in 64 bits; use 1 to 1000")]
    [InlineData("share: .inf", "1:8 share SW1102: found the number .inf; use a number")]
    [InlineData("share: 0.6", "1:8 share SW1103: 0.6 is above 0.5; use 0.5 or less")]
    [InlineData("share: 1e999", "1:8 share SW1103: 1e999 is above 0.5; use 0.5 or less")]
    [InlineData("price: cheap", "1:8 price SW1102: found the text 'cheap'; use a number")]
    [InlineData("encrypted: yes", "1:12 encrypted SW1102: found the text 'yes'; use true or false")]
    [InlineData("mode: fats", "1:7 mode SW1102: found the text 'fats'; did you mean 'fast'? use one of fast, slow_start, long")]
    [InlineData("source: image", "1:9 source SW1102: found the text 'image'; use an absolute address, as in https://example.org/image")]
    [InlineData("period: 5", "1:9 period SW1102: found the integer 5; use a number with ms, s, m, h or d as in 90s or 1h30m, or hh:mm:ss")]
    [InlineData("zones: a", "1:8 zones SW1102: found the text 'a'; use a list")]
    [InlineData("zones: [[a]]", "1:9 zones[0] SW1102: found a list; use a text")]
    [InlineData("quotas: {cpu: 11}", "1:15 quotas.cpu SW1103: 11 is above 10; use 10 or less")]
    [InlineData("mirrors: [{weight: 2}]", "1:11 mirrors[0].host SW1105: is missing; add 'host'")]
    [InlineData("mirrors: [{host: h, wieght: 2}]", "1:21 mirrors[0].wieght SW1205: unknown field; did you mean 'weight'?")]
    [InlineData("size_gib: \"12\"", "1:11 size_gib SW1203: the text '12' was read as a number; write it without quotes")]
    [InlineData("size_gib: 010", "1:11 size_gib SW1204: 010 was read as a decimal number; write it without the leading zero")]
    [InlineData("zones: [5]", "1:9 zones[0] SW1102: found the integer 5; use a text, in quotes")]
    [InlineData("encrypted: \"true\"", "1:12 encrypted SW1203: the text 'true' was read as a boolean; write it without quotes")]
    public void A_value_of_a_wrong_type_or_range_is_reported_with_its_position(string line, string expected)
    {
        string text = line.StartsWith("label", StringComparison.Ordinal) ? line : line + "\nlabel: x";

        Bind(text, out Problem[] problems);

        problems
            .Select(problem => $"{problem.Position} {problem.Field} {problem.Code.Id}: {problem.Message}; {problem.Advice}")
            .ShouldBe([expected]);
    }

    [Fact]
    public void A_missing_key_is_reported_at_the_start_of_the_map()
    {
        Bind("zones: [a]", out Problem[] problems);

        problems.ShouldHaveSingleItem().ToString().ShouldBe("1:1 label: is missing; add 'label'");
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        Bind("size_gib: 0\nmode: no\nmirrors: {}", out Problem[] problems);

        problems.Select(problem => problem.Field).ShouldBe(["label", "size_gib", "mode", "mirrors"], ignoreOrder: true);
    }

    [Fact]
    public void The_binder_exposes_its_keys_and_its_options_type()
    {
        Binder.Value.Keys.ShouldContain("container_template.external_network");
        Binder.Value.OptionsType.Name.ShouldBe("DiskOptions");
    }

    [Fact]
    public void An_untyped_format_binds_texts_numbers_and_lists_without_a_warning()
    {
        const string Ini = "[profile a]\nplugin = disk\nlabel = 5\nsize_gib = 7\nencrypted = false\nzones = b, 3\nprice = 1.5\n";
        ProfileReadOptions options = ProfileReadOptions.Default with { Plugins = PluginList.Empty.Add(Entries.Value) };

        ProfileReadResult result = ProfileReader.Read(Encoding.UTF8.GetBytes(Ini), Dialect.Ini, options);

        result.Problems.ShouldBeEmpty();
        dynamic bound = result.Profiles[0].Options!;
        ((string)bound.Label).ShouldBe("5");
        ((int)bound.SizeGiB).ShouldBe(7);
        ((ValueList<string>)bound.Zones).ShouldBe(["b", "3"]);
    }

    [Fact]
    public void Default_and_bound_options_pass_the_check()
    {
        PluginOptions options = Bind("label: x\nmirrors: [{host: h}]\nquotas: {cpu: 3}", out _);

        Check(options).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SizeGiB", 0, "size_gib SW1103: 0 is below 1; use 1 or more")]
    [InlineData("SizeGiB", 1001, "size_gib SW1103: 1001 is above 1000; use 1000 or less")]
    [InlineData("Share", 0.6, "share SW1103: 0.6 is above 0.5; use 0.5 or less")]
    [InlineData("Share", double.PositiveInfinity, "share SW1103: Infinity is above 0.5; use 0.5 or less")]
    [InlineData("Share", double.NaN, "share SW1102: found the number NaN; use a number")]
    [InlineData("Label", null, "label SW1102: found nothing; use a text")]
    [InlineData("Zones", null, "zones SW1102: found nothing; use a list")]
    [InlineData("Quotas", null, "quotas SW1102: found nothing; use a map")]
    public void An_invalid_option_set_in_code_is_reported(string property, object? value, string expected) =>
        Check(property, value).ShouldBe([expected]);

    [Fact]
    public void Values_within_lists_maps_enums_and_addresses_are_checked()
    {
        Type mode = Bind("label: x", out _).GetType().GetProperty("Mode")!.PropertyType;

        Check("Mode", Enum.ToObject(mode, 99)).ShouldBe(["mode SW1102: found the integer 99; use one of fast, slow_start, long"]);
        Check("Source", new Uri("image", UriKind.Relative))
            .ShouldBe(["source SW1102: found the text 'image'; use an absolute address, as in https://example.org/image"]);
        Check("Zones", new[] { "a", null! }.ToValueList()).ShouldBe(["zones[1] SW1102: found nothing; use a text"]);
        Check("Quotas", ValueMap<int>.Empty.With("cpu", 11)).ShouldBe(["quotas.cpu SW1103: 11 is above 10; use 10 or less"]);
        Check("ExternalNetwork", new NetworkTemplate(null!, "10.0.0.0/8"))
            .ShouldBe(["container_template.external_network.name SW1102: found nothing; use a text"]);
    }

    [Fact]
    public void A_record_in_a_list_is_checked_and_reported_by_its_index()
    {
        dynamic options = Bind("label: x\nmirrors: [{host: h}, {host: i}]", out _);
        object second = options.Mirrors[1];
        second.GetType().GetProperty("Weight")!.SetValue(second, 10);

        Check((PluginOptions)options).ShouldBe(["mirrors[1].weight SW1103: 10 is above 9; use 9 or less"]);
    }

    private static string[] Check(string property, object? value)
    {
        PluginOptions options = Bind("label: x", out _);
        options.GetType().GetProperty(property)!.SetValue(options, value);
        return Check(options);
    }

    private static string[] Check(PluginOptions options)
    {
        ProblemList problems = new();
        Binder.Value.Check(options, problems);
        return [.. problems.ToValueList().Select(problem => $"{problem.Field} {problem.Code.Id}: {problem.Message}; {problem.Advice}")];
    }

    private static PluginOptions Bind(string yaml, out Problem[] problems)
    {
        Document document = DocumentReader.Read(Encoding.UTF8.GetBytes(yaml), Dialect.Yaml);
        ProblemList list = new();
        PluginOptions options = Binder.Value.Bind((DocumentMap)document.Root!, list);
        problems = [.. list.ToValueList()];
        return options;
    }
}
