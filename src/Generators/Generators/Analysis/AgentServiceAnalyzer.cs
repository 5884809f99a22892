using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Scalewright.Generators.Services;

namespace Scalewright.Generators.Analysis;

/// <summary>Checks each interface marked with <c>[AgentService]</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AgentServiceAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.AgentServiceNotPartial, Rules.AgentServiceUnreachable, Rules.AgentServiceNameMalformed, Rules.AgentMemberNotCallable,
        Rules.AgentTypeNotMarshalled, Rules.AgentCallDuplicate, Rules.AgentCallWithoutToken, Rules.AgentErrorMalformed,
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
        AttributeData? mark = type.TypeKind == TypeKind.Interface
            ? type.GetAttributes().FirstOrDefault(static mark => mark.AttributeClass is { Name: "AgentServiceAttribute" } attribute && attribute.ToDisplayString() == ServiceReader.AttributeName)
            : null;
        if (mark is not null)
        {
            // A type that many use is told where it is first used.
            HashSet<(string Rule, string Place)> told = [];
            ServiceReader.Read(type, mark, (rule, place, arguments) =>
            {
                Location location = PlaceOf(type, place);
                if (told.Add((rule.Id, location.ToString() + string.Join("|", arguments))))
                {
                    context.ReportDiagnostic(Diagnostic.Create(rule, location, arguments));
                }
            });
        }
    }

    // A property of another assembly has no place of its own here.
    private static Location PlaceOf(INamedTypeSymbol type, ISymbol place) =>
        place.Locations.FirstOrDefault(static location => location.IsInSource) is { } own ? own : type.Locations.First(static location => location.IsInSource);
}
