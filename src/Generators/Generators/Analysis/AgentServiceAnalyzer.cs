using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Scalewright.Generators.Services;

namespace Scalewright.Generators.Analysis;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AgentServiceAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.AgentServiceNotPartial,
        Rules.AgentServiceUnreachable,
        Rules.AgentServiceNameMalformed,
        Rules.AgentMemberNotCallable,
        Rules.AgentTypeNotMarshalled,
        Rules.AgentCallDuplicate,
        Rules.AgentCallWithoutToken,
        Rules.AgentErrorMalformed,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Check, SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        AttributeData? data =
            type.TypeKind == TypeKind.Interface
                ? type.GetAttributes()
                    .FirstOrDefault(static data =>
                        data.AttributeClass is { Name: "AgentServiceAttribute" } attribute
                        && attribute.ToDisplayString() == ServiceReader.AttributeName
                    )
                : null;
        if (data is not null)
        {
            // Report each fault of a location only once.
            HashSet<(string Rule, string Place)> reported = [];
            ServiceReader.Read(type, data, (rule, symbol, arguments) =>
            {
                Location location = GetLocation(type, symbol);
                if (reported.Add((rule.Id, location.ToString() + string.Join("|", arguments))))
                {
                    context.ReportDiagnostic(Diagnostic.Create(rule, location, arguments));
                }
            });
        }
    }

    // Members of other assemblies have no location in this source.
    private static Location GetLocation(INamedTypeSymbol type, ISymbol symbol) =>
        symbol.Locations.FirstOrDefault(static location => location.IsInSource) is { } own
            ? own
            : type.Locations.First(static location => location.IsInSource);
}
