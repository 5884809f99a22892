using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Scalewright.CodeFixes;
using Scalewright.Generators.Analysis;

namespace Generators.Tests.Harness;

internal static class Analysis
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        new PluginDeclarationAnalyzer(),
        new PluginOptionsAnalyzer(),
        new PluginStateAnalyzer(),
        new PluginPurityAnalyzer(),
        new PluginCallAnalyzer(),
        new SimulationEscapeAnalyzer(),
        new SimulationFactAnalyzer(),
        new AgentServiceAnalyzer(),
    ];

    public static async Task<Diagnostic[]> RunAsync(Compilation compilation)
    {
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();
        return
        [
            .. found
                .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
    }

    public static async Task<string[]> RulesAsync(string source) =>
        [.. (await RunAsync(Sources.Compile(source))).Select(diagnostic => diagnostic.Id)];

    /// <summary>The source after the code fix of its first diagnostic; null if none is offered.</summary>
    public static async Task<string?> MendAsync(string source)
    {
        using AdhocWorkspace workspace = new();
        Document document = AddTo(workspace, source);
        Diagnostic diagnostic = (await RunAsync((await document.Project.GetCompilationAsync())!))[0];
        if (!new RuleFixProvider().FixableDiagnosticIds.Contains(diagnostic.Id))
        {
            return null;
        }

        CodeAction? offered = null;
        await new RuleFixProvider().RegisterCodeFixesAsync(
            new CodeFixContext(document, diagnostic, (action, _) => offered ??= action, CancellationToken.None)
        );
        return offered is null ? null : await ApplyAsync(offered, document.Id);
    }

    /// <summary>
    /// Applies a fix to all diagnostics as <c>dotnet format analyzers</c> does; null if none is offered.
    /// </summary>
    public static async Task<string?> FixAllAsync(string source, string id)
    {
        using AdhocWorkspace workspace = new();
        Document document = AddTo(workspace, source);
        RuleFixProvider provider = new();
        FixAllContext context = new(document, provider, FixAllScope.Solution, id, [id], new Found(), CancellationToken.None);
        CodeAction? offered = await provider.GetFixAllProvider().GetFixAsync(context);
        return offered is null ? null : await ApplyAsync(offered, document.Id);
    }

    private static Document AddTo(AdhocWorkspace workspace, string source)
    {
        CSharpCompilation compilation = Sources.Compile(source);
        Project project = workspace
            .AddProject("Acme.Plugins", LanguageNames.CSharp)
            .WithCompilationOptions(compilation.Options)
            .WithParseOptions(compilation.SyntaxTrees[0].Options)
            .WithMetadataReferences(compilation.References);
        foreach (SyntaxTree tree in compilation.SyntaxTrees.Take(compilation.SyntaxTrees.Length - 1))
        {
            project = project.AddDocument(tree.FilePath, tree.GetText()).Project;
        }

        return project.AddDocument("Source.cs", SourceText.From(source));
    }

    private static async Task<string> ApplyAsync(CodeAction action, DocumentId id)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return (await changed.GetDocument(id)!.GetTextAsync()).ToString();
    }

    private sealed class Found : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document,
            CancellationToken cancellationToken
        )
        {
            SyntaxTree tree = (await document.GetSyntaxTreeAsync(cancellationToken))!;
            return (await RunAsync((await document.Project.GetCompilationAsync(cancellationToken))!)).Where(diagnostic =>
                diagnostic.Location.SourceTree == tree
            );
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await RunAsync((await project.GetCompilationAsync(cancellationToken))!);
    }
}
