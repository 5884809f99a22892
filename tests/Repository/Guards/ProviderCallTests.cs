using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sdk.Tests.Guards;

/// <summary>Calls of providers go through the wrapper that checks their responses.</summary>
public class ProviderCallTests
{
    private static readonly string[] Calls = ["CheckAsync", "ObserveAsync", "ApplyAsync", "ConnectAsync", "Find"];

    // The wrapper itself, and the contract tests, which test a provider without it.
    private static readonly string[] Allowed = ["GuardedProvider.cs"];

    [Fact]
    public void No_code_calls_a_provider_without_the_wrapper() =>
        Sources
            .FilesBelow(Repository.At("src"), "*.cs")
            .Where(file =>
                !Allowed.Contains(Path.GetFileName(file))
                && !file.StartsWith(Repository.At("src", "Sdk", "Testing"), StringComparison.Ordinal)
            )
            .SelectMany(file =>
                Find(Sources.ParseFile(file).GetRoot()).Select(call => $"{Path.GetRelativePath(Repository.Root, file)}: {call}")
            )
            .ShouldBeEmpty();

    [Theory]
    [InlineData("void M(IProvider provider) => provider.ObserveAsync(null);", true)]
    [InlineData("void M(IProvider provider) => provider.Find<X>();", true)]
    [InlineData("void M() { using IProvider place = Open(); place.ApplyAsync([]); }", true)]
    [InlineData("class C(IProvider provider) { void M() => provider.CheckAsync(null); }", true)]
    [InlineData("class C { IProvider _provider; void M() => _provider.ConnectAsync(null); }", true)]
    [InlineData("void M(IProvider provider) => provider.Guard().ObserveAsync(null);", false)]
    [InlineData("void M() { IProvider guarded = Open().Guard(); guarded.ApplyAsync([]); }", false)]
    [InlineData("void M(GuardedProvider provider) => provider.ObserveAsync(null);", false)]
    public void A_call_without_the_wrapper_is_found(string code, bool isFound) =>
        Find(CSharpSyntaxTree.ParseText(code).GetRoot()).Any().ShouldBe(isFound);

    private static IEnumerable<InvocationExpressionSyntax> Find(SyntaxNode root) =>
        root.DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(call =>
                call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver } access
                && Calls.Contains(access.Name.Identifier.Text)
                && call.Ancestors().Select(scope => GetType(scope, receiver.Identifier.Text)).FirstOrDefault(type => type is not null)
                    is "IProvider"
                        or "IProvider?"
            );

    /// <summary>Returns the type of a parameter, variable or field that a scope declares; null if it declares none.</summary>
    private static string? GetType(SyntaxNode scope, string name)
    {
        IEnumerable<ParameterSyntax> parameters = scope.ChildNodes().OfType<ParameterListSyntax>().SelectMany(list => list.Parameters);
        IEnumerable<VariableDeclarationSyntax> variables = scope
            .ChildNodes()
            .SelectMany(node =>
                node switch
                {
                    LocalDeclarationStatementSyntax local => [local.Declaration],
                    GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => [local.Declaration],
                    FieldDeclarationSyntax field => [field.Declaration],
                    VariableDeclarationSyntax declaration => [declaration],
                    _ => (IEnumerable<VariableDeclarationSyntax>)[],
                }
            );
        return parameters.FirstOrDefault(parameter => parameter.Identifier.Text == name)?.Type?.ToString()
            ?? variables
                .Where(variable => variable.Variables.Any(one => one.Identifier.Text == name))
                .Select(variable => IsWrapped(variable) ? "wrapper" : variable.Type.ToString())
                .FirstOrDefault();
    }

    private static bool IsWrapped(VariableDeclarationSyntax variable) =>
        variable.Variables[0].Initializer?.Value
            is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Guard" } };
}
