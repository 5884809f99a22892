namespace Generators.Tests;

public class PurityTests
{
    [Theory]
    [InlineData("DateTime.Now.Hour", "SWA0026")]
    [InlineData("DateTime.Today.Day", "SWA0026")]
    [InlineData("DateTimeOffset.UtcNow.Hour", "SWA0026")]
    [InlineData("(int)System.Diagnostics.Stopwatch.GetTimestamp()", "SWA0026")]
    [InlineData("Environment.TickCount", "SWA0026")]
    [InlineData("TimeProvider.System.LocalTimeZone.BaseUtcOffset.Hours", "SWA0026")]
    [InlineData("Random.Shared.Next(3)", "SWA0027")]
    [InlineData("Guid.NewGuid().ToByteArray()[0]", "SWA0027")]
    [InlineData("profile.Name.GetHashCode()", "SWA0027")]
    [InlineData("HashCode.Combine(profile.Count, 1)", "SWA0027")]
    [InlineData("System.Security.Cryptography.RandomNumberGenerator.GetInt32(3)", "SWA0027")]
    [InlineData("new System.Threading.Thread(() => { }).ManagedThreadId", "SWA0028")]
    [InlineData("(int)System.Threading.Tasks.Parallel.For(0, 3, i => { }).LowestBreakIteration!", "SWA0028")]
    [InlineData("System.Threading.ThreadPool.ThreadCount", "SWA0028")]
    [InlineData("System.IO.File.ReadAllLines(profile.Name).Length", "SWA0029")]
    [InlineData("System.IO.Directory.GetFiles(profile.Name).Length", "SWA0029")]
    [InlineData("(int)new System.IO.FileInfo(profile.Name).Length", "SWA0029")]
    [InlineData("new System.IO.StreamReader(profile.Name).Read()", "SWA0029")]
    [InlineData("new System.Net.Http.HttpClient().GetHashCode()", "SWA0029")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Id", "SWA0029")]
    [InlineData("Console.Read()", "SWA0029")]
    [InlineData("Environment.GetEnvironmentVariable(\"SIZE\")!.Length", "SWA0029")]
    [InlineData("new[] { \"a\" }.Select(System.IO.File.ReadAllText).Count()", "SWA0029")]
    [InlineData("System.Net.Dns.GetHostAddresses(profile.Name).Length", "SWA0029")]
    [InlineData("new System.Threading.CancellationTokenSource(TimeSpan.FromSeconds(1)).GetType().Name.Length", "SWA0026")]
    [InlineData("new System.Threading.CancellationTokenSource(5).GetType().Name.Length", "SWA0026")]
    [InlineData("Task.FromResult(1).ContinueWith(task => 2).Id", "SWA0028")]
    [InlineData("new Task(() => { }).Id", "SWA0028")]
    [InlineData("new Task<int>(() => 1).Id", "SWA0028")]
    [InlineData("Task.FromResult(1).Result", "SWA0031")]
    [InlineData("ValueTask.FromResult(1).Result", "SWA0031")]
    [InlineData("Task.FromResult(1).GetAwaiter().GetResult()", "SWA0031")]
    [InlineData("Task.CompletedTask.Wait(5) ? 1 : 2", "SWA0031")]
    [InlineData("Task.WaitAny(Task.CompletedTask)", "SWA0031")]
    [InlineData("new System.Threading.SemaphoreSlim(1).CurrentCount", "SWA0031")]
    [InlineData("System.Threading.Monitor.IsEntered(profile) ? 1 : 2", "SWA0031")]
    [InlineData("new System.Threading.ManualResetEventSlim().SpinCount", "SWA0031")]
    [InlineData("System.Diagnostics.Debug.IndentLevel", "SWA0032")]
    [InlineData("System.Diagnostics.Trace.Listeners.Count", "SWA0032")]
    [InlineData("System.Globalization.CultureInfo.CurrentUICulture.LCID", "SWA0033")]
    [InlineData("System.Globalization.NumberFormatInfo.CurrentInfo.NumberDecimalDigits", "SWA0033")]
    [InlineData("profile.Name.ToLower().Length", "SWA0033")]
    [InlineData("profile.Name.IndexOf(\"a\", StringComparison.CurrentCulture)", "SWA0033")]
    [InlineData("StringComparer.CurrentCultureIgnoreCase.Compare(profile.Name, \"a\")", "SWA0033")]
    [InlineData("TimeZoneInfo.Local.BaseUtcOffset.Hours", "SWA0033")]
    [InlineData("new DateTime(2020, 1, 1).ToLocalTime().Day", "SWA0033")]
    [InlineData("DateTimeOffset.UnixEpoch.LocalDateTime.Day", "SWA0033")]
    public async Task A_plugin_that_depends_on_more_than_its_profile_is_reported(string expression, string rule) =>
        (await Analysis.RulesAsync(Plugin(expression))).ShouldContain(rule);

    [Theory]
    [InlineData("new Random(profile.Count).Next(3)")]
    [InlineData("new DateTime(2020, 1, 1).AddDays(profile.Count).Day")]
    [InlineData("TimeSpan.FromSeconds(profile.Count).Minutes")]
    [InlineData("System.IO.Path.GetFileName(profile.Name).Length")]
    [InlineData("System.Net.IPAddress.Parse(profile.Name).GetAddressBytes().Length")]
    [InlineData("new System.IO.StringWriter().GetStringBuilder().Length")]
    [InlineData("Math.Max(1, profile.Name.Length + Environment.NewLine.Length)")]
    [InlineData("profile.Networks.Select(network => network.Name).Distinct().Count()")]
    [InlineData("new System.Threading.CancellationTokenSource().IsCancellationRequested ? 1 : 2")]
    [InlineData("profile.Name.ToLowerInvariant().IndexOf(\"a\", StringComparison.Ordinal)")]
    [InlineData("int.Parse(profile.Name, System.Globalization.CultureInfo.InvariantCulture)")]
    [InlineData("TimeZoneInfo.Utc.BaseUtcOffset.Hours + DateTimeOffset.UnixEpoch.UtcDateTime.Day")]
    [InlineData("Table.Of(profile.Count)")]
    [InlineData(
        "new System.IO.StreamReader(new System.IO.MemoryStream()).Read() + new System.IO.Compression.GZipStream(new System.IO.MemoryStream(), System.IO.Compression.CompressionLevel.Fastest).ReadByte()"
    )]
    public async Task A_pure_expression_is_not_reported(string expression) =>
        (await Analysis.RulesAsync(Plugin(expression))).ShouldBeEmpty();

    [Fact]
    public async Task Classes_other_than_plugins_can_read_the_clock() =>
        (await Analysis.RulesAsync("public sealed class Watch { public int Hour => DateTime.Now.Hour; }")).ShouldBeEmpty();

    [Fact]
    public async Task A_nested_class_of_a_plugin_is_analyzed_as_part_of_it() =>
        (
            await Analysis.RulesAsync(
                Plugin("new Inner().Hour", "    private sealed class Inner { public int Hour => DateTime.Now.Hour; }")
            )
        ).ShouldBe(["SWA0026"]);

    [Theory]
    [InlineData(
        "int.Parse(profile.Name, System.Globalization.CultureInfo.CurrentUICulture)",
        "int.Parse(profile.Name, System.Globalization.CultureInfo.InvariantCulture)"
    )]
    [InlineData("profile.Name.ToUpper().Length", "profile.Name.ToUpperInvariant().Length")]
    [InlineData("TimeZoneInfo.Local.BaseUtcOffset.Hours", "TimeZoneInfo.Utc.BaseUtcOffset.Hours")]
    [InlineData(
        "string.Compare(profile.Name, \"a\", StringComparison.CurrentCultureIgnoreCase)",
        "string.Compare(profile.Name, \"a\", StringComparison.OrdinalIgnoreCase)"
    )]
    [InlineData("StringComparer.CurrentCulture.Compare(profile.Name, \"a\")", "StringComparer.Ordinal.Compare(profile.Name, \"a\")")]
    public async Task The_code_fix_replaces_machine_settings_with_invariant_ones(string expression, string expected) =>
        (await Analysis.MendAsync(Plugin(expression))).ShouldBe(Plugin(expected));

    [Theory]
    [InlineData("Task.FromResult(1).Result")]
    [InlineData("System.Diagnostics.Debug.IndentLevel")]
    public async Task A_violation_that_no_single_edit_fixes_gets_no_code_fix(string expression) =>
        (await Analysis.MendAsync(Plugin(expression))).ShouldBeNull();

    [Fact]
    public async Task Initializers_of_options_are_analyzed_as_plugin_code() =>
        (
            await Analysis.RulesAsync(
                "/// <summary>O.</summary>\npublic sealed record SeedOptions : PluginOptions { /// <summary>S.</summary>\n public int Seed { get; init; } = Random.Shared.Next(); }"
            )
        ).ShouldBe(["SWA0027"]);

    [Theory]
    [InlineData("private static class Inner { public static int Size; }")]
    [InlineData("private static class Inner { public static readonly Dictionary<string, int> Sizes = []; }")]
    [InlineData("private sealed class Inner { private sealed class Deep { public static int Size { get; set; } } }")]
    public async Task Static_state_of_a_nested_class_of_a_plugin_is_reported(string member) =>
        (await Analysis.RulesAsync(Plugin("1", "    " + member))).ShouldBe(["SWA0024"]);

    [Theory]
    [InlineData("private sealed class Inner { private int _size; public int Next() => ++_size; }")]
    [InlineData("private static class Inner { public static readonly ValueList<int> Sizes = [1]; public const int Size = 3; }")]
    public async Task Instance_state_and_immutable_values_of_a_nested_class_are_not_reported(string member) =>
        (await Analysis.RulesAsync(Plugin("1", "    " + member))).ShouldBeEmpty();

    [Theory]
    [InlineData("private static readonly List<int> Sizes = [];", "SWA0024")]
    [InlineData("private static readonly IList<int> Sizes = [];", "SWA0024")]
    [InlineData("private static readonly Lazy<int> Size = new(() => 3);", "SWA0024")]
    [InlineData("private static readonly (int, List<int>) Sizes = (1, []);", "SWA0024")]
    [InlineData("private static readonly ValueList<int[]> Sizes = [];", "SWA0024")]
    [InlineData("private static readonly Counter Sizes = new();", "SWA0024")]
    [InlineData("private static readonly Random Dice = new(1);", "SWA0024")]
    [InlineData("private static readonly int[] Sizes = [1];", "SWA0024")]
    [InlineData("private static readonly System.Collections.Concurrent.ConcurrentBag<int> Sizes = [];", "SWA0024")]
    [InlineData("public static int Size { get; set; }", "SWA0024")]
    [InlineData("public static event Action? Done { add { } remove { } }", "SWA0024")]
    [InlineData("private readonly Dictionary<string, int> _sizes = [];", "SWA0025")]
    [InlineData("public int Size { get; set; }", "SWA0025")]
    [InlineData("private Profile? _last;", "SWA0025")]
    public async Task Mutable_state_of_a_plugin_is_reported(string member, string rule) =>
        (await Analysis.RulesAsync(Plugin("1", "    " + member))).ShouldBe([rule]);

    [Theory]
    [InlineData("private const int Size = 3;")]
    [InlineData("private static readonly ValueList<int> Sizes = [1];")]
    [InlineData("private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);")]
    [InlineData("private static readonly System.Collections.Immutable.ImmutableArray<int> Sizes = [1];")]
    [InlineData("private static readonly IReadOnlyList<int> Sizes = [1];")]
    [InlineData("private static readonly Func<int, int> Twice = size => size * 2;")]
    [InlineData("private static readonly Fixed Sizes = new(3);")]
    [InlineData("public static int Size => 3;")]
    [InlineData("public int Size { get; init; }")]
    public async Task Immutable_members_of_a_plugin_are_not_reported(string member) =>
        (await Analysis.RulesAsync(Plugin("1", "    " + member))).ShouldBeEmpty();

    [Fact]
    public async Task An_assigned_field_gets_no_readonly_code_fix() =>
        (await Analysis.MendAsync(Plugin("_size++", "    private int _size;"))).ShouldBeNull();

    private static string Plugin(string expression, string members = "") =>
        "[ScalePlugin(\"farm\")]\npublic sealed class FarmPlugin : ScalePlugin\n{\n"
        + members
        + "\n    public override int CountNodes(Profile profile) => "
        + expression
        + ";\n}\n"
        + "public sealed class Counter { private int _count; public int Next() => ++_count; }\npublic sealed record Fixed(int Size);\n"
        + "internal static class Table { private static readonly int[] Sizes = [1, 2]; public static int Of(int index) => Sizes[index]; }\n";
}
