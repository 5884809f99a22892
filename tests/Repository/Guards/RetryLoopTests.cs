using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sdk.Tests.Guards;

/// <summary>A failed call is retried by <c>Retry</c>, which has the clock, the jitter and the limits in one place.</summary>
public class RetryLoopTests
{
    // Loops that are not a retry of a call: polls of this machine, reads that can be torn, attempts that differ from each other, and lists that start again from their first page.
    private static readonly string[] Allowed =
    [
        "ClusterRecordReader.cs",
        "CommandList.cs",
        "ContainersProvider.cs",
        "DataDisk.cs",
        "EngineClient.cs",
        "ExactFileTransfer.cs",
        "ListPager.cs",
        "Retry.cs",
        "SeedReportFile.cs",
        "SharedFolders.cs",
        "SqliteHistoryStore.cs",
    ];

    [Fact]
    public void A_retry_of_a_call_is_written_with_Retry() =>
        Sources
            .FilesBelow(Repository.At("src"), "*.cs")
            .Where(file => !Allowed.Contains(Path.GetFileName(file)))
            .SelectMany(file =>
                Find(Sources.ParseFile(file).GetRoot()).Select(found => $"{Path.GetRelativePath(Repository.Root, file)}: {found}")
            )
            .ShouldBeEmpty();

    [Theory]
    [InlineData("for (int attempt = 1; ; attempt++) { try { Call(); } catch (IOException) when (attempt < 5) { } }", true)]
    [InlineData(
        "for (int n = 1; ; n++) { try { Call(); } catch (IOException lost) when (lost.IsTransient && n <= options.Max) { } }",
        true
    )]
    [InlineData("builder.AddRetry(new RetryStrategyOptions());", true)]
    [InlineData("for (int n = 0; n < 5; n++) { try { Call(); } catch (IOException lost) when (lost.IsTransient) { } }", false)]
    [InlineData("try { Call(); } catch (IOException) when (count < 5) { }", false)]
    [InlineData("retry.CallAsync(Call, Judge);", false)]
    public void A_loop_that_counts_its_failed_attempts_is_found(string code, bool isFound) =>
        Find(CSharpSyntaxTree.ParseText($"void M() {{ {code} }}").GetRoot()).Any().ShouldBe(isFound);

    private static IEnumerable<SyntaxNode> Find(SyntaxNode root) =>
        root.DescendantNodes()
            .Where(node =>
                node switch
                {
                    CatchFilterClauseSyntax filter => CountsAttempts(filter),
                    IdentifierNameSyntax { Identifier.Text: "AddRetry" } => true,
                    _ => false,
                }
            );

    /// <summary>True if a filter compares the variable of the loop around it.</summary>
    private static bool CountsAttempts(CatchFilterClauseSyntax filter)
    {
        string[] counters =
        [
            .. filter
                .Ancestors()
                .OfType<ForStatementSyntax>()
                .SelectMany(loop => loop.Declaration?.Variables.Select(variable => variable.Identifier.Text) ?? []),
        ];
        return filter
            .DescendantNodes()
            .OfType<BinaryExpressionSyntax>()
            .Where(comparison =>
                comparison.Kind()
                    is SyntaxKind.LessThanExpression
                        or SyntaxKind.LessThanOrEqualExpression
                        or SyntaxKind.GreaterThanExpression
                        or SyntaxKind.GreaterThanOrEqualExpression
                        or SyntaxKind.NotEqualsExpression
            )
            .Any(comparison =>
                comparison.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => counters.Contains(name.Identifier.Text))
            );
    }
}
