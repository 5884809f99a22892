using Microsoft.CodeAnalysis;

namespace Generators.Tests;

/// <summary>Analysis of the calls that lead from a plugin to a forbidden operation (SWA0030).</summary>
public class CallTests
{
    [Theory]
    [InlineData("public static int Go(Profile p) => DateTime.Now.Hour;", "'Aid.Go' leads to 'DateTime.Now', which reads the clock;")]
    [InlineData(
        "public static int Go(Profile p) => Far(); private static int Far() => Random.Shared.Next();",
        "'Aid.Go' leads to 'Random.Shared', which differs from run to run;"
    )]
    [InlineData("public static int Go(Profile p) { lock (p) { return 1; } }", "'Aid.Go' leads to 'lock', which blocks;")]
    [InlineData(
        "public static int Go(Profile p) => Size; private static int Size => Environment.ProcessorCount;",
        "'Aid.Go' leads to 'Environment.ProcessorCount', which uses data outside of the profile;"
    )]
    [InlineData(
        "public static int Go(Profile p) => new[] { p.Name }.Select(System.IO.File.ReadAllText).Count();",
        "'Aid.Go' leads to 'File.ReadAllText', which uses data outside of the profile;"
    )]
    [InlineData(
        "private static int _count; public static int Go(Profile p) => ++_count;",
        "'Aid.Go' leads to 'Aid._count', which can change while the program runs;"
    )]
    [InlineData(
        "private static readonly Dictionary<string, int> Known = []; public static int Go(Profile p) => Known.TryAdd(p.Name, 1) ? 1 : 2;",
        "'Aid.Go' leads to 'Aid.Known', which can change while the program runs;"
    )]
    [InlineData(
        "private static readonly int[] Last = [1]; public static int Go(Profile p) => Last[0] = p.Count;",
        "'Aid.Go' leads to 'Aid.Last', which can change while the program runs;"
    )]
    [InlineData(
        "private static readonly int Start = Environment.TickCount; public static int Go(Profile p) => Start;",
        "'Aid.Go' leads to 'Environment.TickCount', which reads the clock;"
    )]
    [InlineData(
        "public static int Go(Profile p) => p.Count > 3 ? Go(p) : Back(p); private static int Back(Profile p) => p.Count > 2 ? Go(p) : Guid.NewGuid().ToByteArray()[0];",
        "'Aid.Go' leads to 'Guid.NewGuid', which differs from run to run;"
    )]
    public async Task A_call_that_leads_to_a_forbidden_operation_is_reported(string members, string message)
    {
        Diagnostic found = (
            await Analysis.RunAsync(Sources.Compile(Plugin("Aid.Go(profile)") + $"internal static class Aid {{ {members} }}"))
        ).ShouldHaveSingleItem();

        found.Id.ShouldBe("SWA0030");
        found.GetMessage().ShouldStartWith(message);
        found.AdditionalLocations.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("public static int Go(Profile p) => p.Count * 2; public static int Unused() => DateTime.Now.Hour;")]
    [InlineData(
        "private static readonly Dictionary<string, int> Known = new() { [\"a\"] = 1 }; public static int Go(Profile p) => Known.GetValueOrDefault(p.Name);"
    )]
    [InlineData("private static readonly int[] Sizes = [1, 2]; public static int Go(Profile p) => Sizes[p.Count];")]
    [InlineData("public static int Go(Profile p) => p.Count > 3 ? Go(p) : 1;")]
    [InlineData("public static int Go(Profile p) { List<int> sizes = [1]; sizes.Add(2); return sizes.Count; }")]
    [InlineData("public const int Size = 3; public static int Go(Profile p) => Size;")]
    public async Task A_call_that_only_computes_is_not_reported(string members) =>
        (await Analysis.RulesAsync(Plugin("Aid.Go(profile)") + $"internal static class Aid {{ {members} }}")).ShouldBeEmpty();

    [Theory]
    [InlineData(
        "new Aid().Go()",
        "internal sealed class Aid { private readonly int _now = DateTime.Now.Hour; public int Go() => _now; }",
        "'new Aid' leads to 'DateTime.Now', which reads the clock;"
    )]
    [InlineData(
        "new Aid().Size",
        "internal sealed class Aid { public int Size { get { return Console.Read(); } } }",
        "'Aid.Size' leads to 'Console.Read', which uses data outside of the profile;"
    )]
    [InlineData(
        "profile.Seed()",
        "internal static class Aid { public static int Seed(this Profile profile) => new Random().Next(); }",
        "'Aid.Seed' leads to 'new Random', which differs from run to run;"
    )]
    [InlineData(
        "new[] { profile }.Sum(Aid.Go)",
        "internal static class Aid { public static int Go(Profile p) => Environment.TickCount; }",
        "'Aid.Go' leads to 'Environment.TickCount', which reads the clock;"
    )]
    [InlineData("Aid.Count++", "internal static class Aid { public static int Count; }", "'Aid.Count' can change while the program runs;")]
    [InlineData(
        "Aid.Count",
        "internal static class Aid { public static int Count { get; set; } }",
        "'Aid.Count' can change while the program runs;"
    )]
    [InlineData(
        "Aid.Known[profile.Name] = 3",
        "internal static class Aid { public static readonly Dictionary<string, int> Known = []; }",
        "'Aid.Known' can change while the program runs;"
    )]
    public async Task Calls_through_constructors_properties_extensions_and_static_state_are_reported(
        string expression,
        string other,
        string message
    ) =>
        (await Analysis.RunAsync(Sources.Compile(Plugin(expression) + other))).ShouldHaveSingleItem().GetMessage().ShouldStartWith(message);

    [Fact]
    public async Task Calls_are_followed_into_other_files_and_the_location_is_reported()
    {
        string[] sources =
        [
            Plugin("Near.Go()"),
            "internal static class Near { public static int Go() => Far.Go(); }",
            "internal static class Far { public static int Go() => DateTime.UtcNow.Hour; }",
        ];

        Diagnostic found = (await Analysis.RunAsync(Sources.Compile(sources))).ShouldHaveSingleItem();

        found.Location.SourceTree!.FilePath.ShouldBe("Source0.cs");
        found.AdditionalLocations.ShouldHaveSingleItem().SourceTree!.FilePath.ShouldBe("Source2.cs");
    }

    [Fact]
    public async Task Calls_outside_of_plugins_are_not_reported() =>
        (
            await Analysis.RulesAsync(
                "public static class Program { public static int Run() => Aid.Go(); }\ninternal static class Aid { public static int Go() => DateTime.Now.Hour; }"
            )
        ).ShouldBeEmpty();

    private static string Plugin(string expression) =>
        "[ScalePlugin(\"farm\")]\npublic sealed class FarmPlugin : ScalePlugin\n{\n    public override int CountNodes(Profile profile) => "
        + expression
        + ";\n}\n";
}
