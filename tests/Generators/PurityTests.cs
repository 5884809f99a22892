using Generators.Tests.Harness;

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
    [InlineData("new System.Net.Http.HttpClient().GetHashCode()", "SWA0029")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Id", "SWA0029")]
    [InlineData("Console.Read()", "SWA0029")]
    [InlineData("Environment.GetEnvironmentVariable(\"SIZE\")!.Length", "SWA0029")]
    [InlineData("new[] { \"a\" }.Select(System.IO.File.ReadAllText).Count()", "SWA0029")]
    [InlineData("System.Net.Dns.GetHostAddresses(profile.Name).Length", "SWA0029")]
    public async Task A_plugin_that_sees_more_than_its_profile_is_told(string expression, string rule) =>
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
    public async Task What_only_computes_is_left_alone(string expression) =>
        (await Analysis.RulesAsync(Plugin(expression))).ShouldBeEmpty();

    [Fact]
    public async Task Other_classes_may_ask_the_clock() =>
        (await Analysis.RulesAsync("public sealed class Watch { public int Hour => DateTime.Now.Hour; }")).ShouldBeEmpty();

    [Fact]
    public async Task A_class_inside_of_a_plugin_belongs_to_it() =>
        (await Analysis.RulesAsync(Plugin("new Inner().Hour", "    private sealed class Inner { public int Hour => DateTime.Now.Hour; }"))).ShouldBe(["SWA0026"]);

    [Theory]
    [InlineData("private static readonly List<int> Sizes = [];", "SWA0024")]
    [InlineData("private static readonly int[] Sizes = [1];", "SWA0024")]
    [InlineData("private static readonly System.Collections.Concurrent.ConcurrentBag<int> Sizes = [];", "SWA0024")]
    [InlineData("public static int Size { get; set; }", "SWA0024")]
    [InlineData("public static event Action? Done { add { } remove { } }", "SWA0024")]
    [InlineData("private readonly Dictionary<string, int> _sizes = [];", "SWA0025")]
    [InlineData("public int Size { get; set; }", "SWA0025")]
    [InlineData("private Profile? _last;", "SWA0025")]
    public async Task What_a_plugin_could_remember_is_told(string member, string rule) =>
        (await Analysis.RulesAsync(Plugin("1", "    " + member))).ShouldBe([rule]);

    [Theory]
    [InlineData("private const int Size = 3;")]
    [InlineData("private static readonly ValueList<int> Sizes = [1];")]
    [InlineData("private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);")]
    [InlineData("public static int Size => 3;")]
    [InlineData("public int Size { get; init; }")]
    public async Task What_cannot_change_is_left_alone(string member) =>
        (await Analysis.RulesAsync(Plugin("1", "    " + member))).ShouldBeEmpty();

    [Fact]
    public async Task A_field_that_is_assigned_is_told_and_not_made_readonly() =>
        (await Analysis.MendAsync(Plugin("_size++", "    private int _size;"))).ShouldBeNull();

    private static string Plugin(string expression, string members = "") =>
        "[ScalePlugin(\"farm\")]\npublic sealed class FarmPlugin : ScalePlugin\n{\n" + members + "\n    public override int CountNodes(Profile profile) => " + expression + ";\n}\n";
}
