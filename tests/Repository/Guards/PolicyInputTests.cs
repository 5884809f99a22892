using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sdk.Tests.Guards;

namespace Sdk.Tests.Decisions;

public class PolicyInputTests
{
    private static readonly string[] Seams = ["ISizingPolicy", "SizingPolicy", "IPlacementPolicy", "IForecaster"];

    [Fact]
    public void A_policy_depends_on_no_namespace_outside_Decisions()
    {
        string folder = Repository.At("src", "Sdk", "Decisions");
        foreach (
            CompilationUnitSyntax file in Sources
                .FilesBelow(folder, "*.cs")
                .Select(path => Sources.ParseFile(path).GetCompilationUnitRoot())
        )
        {
            bool isPolicy = file.DescendantNodes()
                .OfType<BaseTypeSyntax>()
                .Any(type => Seams.Contains(type.Type.ToString().Split('<')[0], StringComparer.Ordinal));

            string[] used = isPolicy
                ?
                [
                    .. file
                        .Usings.Select(directive => directive.Name!.ToString())
                        .Where(name =>
                            name.StartsWith("Scalewright", StringComparison.Ordinal)
                            && !name.StartsWith("Scalewright.Decisions", StringComparison.Ordinal)
                        ),
                ]
                : [];

            used.ShouldBeEmpty(file.SyntaxTree.FilePath);
        }
    }
}
