using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Sdk.Tests.Guards;

public class BannedSymbolsTests
{
    /// <summary>Overloads that receive the clock or the seed from the caller, or that start no clock.</summary>
    private static readonly string[] Allowed =
    [
        "M:System.Random.#ctor(System.Int32)",
        "M:System.Threading.CancellationTokenSource.#ctor",
        "M:System.Threading.Tasks.Task.WaitAsync(System.Threading.CancellationToken)",
        "M:System.Threading.Tasks.Task`1.WaitAsync(System.Threading.CancellationToken)",
    ];

    private static readonly string[] Ids = [.. File.ReadLines(Repository.At("BannedSymbols.txt")).Select(line => line.Split(';')[0])];

    public static TheoryData<string> Snippets { get; } =
    [
        "_ = System.DateTime.UtcNow;",
        "_ = new System.Diagnostics.Stopwatch();",
        "System.Threading.Thread.Sleep(1);",
        "_ = System.Threading.Tasks.Task.Delay(1);",
        "_ = System.Threading.Tasks.Task.Run(() => 1);",
        "_ = System.Threading.Tasks.Task.FromResult(1).ConfigureAwait(false);",
        "_ = new System.Random();",
        "System.Console.WriteLine();",
    ];

    [Fact]
    public void Every_banned_symbol_exists_and_has_an_alternative()
    {
        CSharpCompilation compilation = Compile("");

        foreach (string line in File.ReadLines(Repository.At("BannedSymbols.txt")))
        {
            string[] parts = line.Split(';');
            parts.Length.ShouldBe(2, line);
            parts[1].ShouldNotBeNullOrWhiteSpace(line);
            DocumentationCommentId.GetSymbolsForDeclarationId(parts[0], compilation).ShouldNotBeEmpty(line);
        }
    }

    [Fact]
    public void No_symbol_is_banned_twice() => Ids.ShouldBeUnique();

    [Fact]
    public void Every_overload_of_a_banned_method_is_banned()
    {
        CSharpCompilation compilation = Compile("");

        string[] missing =
        [
            .. Ids.Where(id => id.StartsWith("M:", StringComparison.Ordinal))
                .SelectMany(id => DocumentationCommentId.GetSymbolsForDeclarationId(id, compilation).Cast<IMethodSymbol>())
                .SelectMany(method => method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>())
                .Where(method => method.DeclaredAccessibility == Accessibility.Public)
                .Where(method => method.Parameters.All(parameter => parameter.Type.Name != nameof(TimeProvider)))
                .Select(method => method.GetDocumentationCommentId()!)
                .Distinct()
                .Except(Ids)
                .Except(Allowed),
        ];

        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Every_ConfigureAwait_of_the_runtime_is_banned()
    {
        IEnumerable<string> all = Compile("")
            .GetSpecialType(SpecialType.System_Object)
            .ContainingAssembly.GlobalNamespace.GetNamespaceMembers()
            .Single(space => space.Name == "System")
            .GetNamespaceMembers()
            .SelectMany(space => space.GetNamespaceMembers().Append(space))
            .SelectMany(space => space.GetTypeMembers())
            .Where(type => type.DeclaredAccessibility == Accessibility.Public)
            .SelectMany(type => type.GetMembers("ConfigureAwait"))
            .Select(method => method.GetDocumentationCommentId()!);

        all.Except(Ids).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Snippets))]
    public async Task A_banned_call_is_reported_by_the_analyzer(string statement)
    {
        IEnumerable<Diagnostic> found = await AnalyzeAsync(statement);

        found.ShouldContain(diagnostic => diagnostic.Id == "RS0030");
    }

    [Theory]
    [InlineData("_ = System.Threading.Tasks.Task.Delay(System.TimeSpan.Zero, System.TimeProvider.System);")]
    [InlineData("_ = new System.Random(42);")]
    [InlineData("_ = new System.Threading.CancellationTokenSource();")]
    public async Task A_call_with_an_explicit_clock_or_seed_is_not_reported(string statement) =>
        (await AnalyzeAsync(statement)).ShouldBeEmpty();

    [Fact]
    public void The_core_project_uses_the_banned_API_analyzer_and_its_list()
    {
        XDocument project = XDocument.Load(Repository.At("src", "Sdk", "Core", "Scalewright.Core.csproj"));

        project
            .Descendants("PackageReference")
            .Select(item => item.Attribute("Include")!.Value)
            .ShouldContain("Microsoft.CodeAnalysis.BannedApiAnalyzers");
        project
            .Descendants("AdditionalFiles")
            .Select(item => item.Attribute("Include")!.Value)
            .ShouldContain("$(ScalewrightRoot)BannedSymbols.txt");
        project.Descendants("NoWarn").ShouldNotContain(item => item.Value.Contains("RS0030", StringComparison.Ordinal));
        File.ReadAllText(Repository.At(".editorconfig")).ShouldNotContain("RS0030");
    }

    private static CSharpCompilation Compile(string statement) =>
        Sources.Compile(
            [CSharpSyntaxTree.ParseText($"class Probe {{ void Run() {{ {statement} }} }}", Sources.ParseOptions, "Probe.cs")],
            Sources.Platform,
            OutputKind.DynamicallyLinkedLibrary
        );

    private static async Task<IEnumerable<Diagnostic>> AnalyzeAsync(string statement)
    {
        AnalyzerOptions options = new([new ListText()]);
        CompilationWithAnalyzers analysis = new(
            Compile(statement),
            [.. Analyzers()],
            new CompilationWithAnalyzersOptions(options, onAnalyzerException: null, true, false)
        );
        return await analysis.GetAnalyzerDiagnosticsAsync(CancellationToken.None);
    }

    private static IEnumerable<DiagnosticAnalyzer> Analyzers()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "BannedApiAnalyzers", "Microsoft.CodeAnalysis.CSharp.BannedApiAnalyzers.dll");
        Assembly.LoadFrom(Path.Combine(Path.GetDirectoryName(file)!, "Microsoft.CodeAnalysis.BannedApiAnalyzers.dll"));
        return Assembly
            .LoadFrom(file)
            .GetTypes()
            .Where(type => type.Name == "CSharpSymbolIsBannedAnalyzer")
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!);
    }

    private sealed class ListText : AdditionalText
    {
        public override string Path => "BannedSymbols.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) =>
            SourceText.From(File.ReadAllText(Repository.At("BannedSymbols.txt")));
    }
}
