using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Scalewright.Generators.Services;

namespace Scalewright.Generators.Analysis;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class AgentServiceAnalyzer : DiagnosticAnalyzer
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
        if (type.TypeKind != TypeKind.Interface || FindAttribute(type) is not { } attribute)
        {
            return;
        }

        // Report each fault of a location only once.
        HashSet<(string RuleId, string Key)> reported = [];
        ServiceReader.Read(type, attribute, (rule, symbol, arguments) =>
        {
            Location location = GetLocation(type, symbol);
            if (reported.Add((rule.Id, location.ToString() + string.Join("|", arguments))))
            {
                context.ReportDiagnostic(Diagnostic.Create(rule, location, arguments));
            }
        });
    }

    private static AttributeData? FindAttribute(INamedTypeSymbol type) =>
        type.GetAttributes()
            .FirstOrDefault(static attribute =>
                attribute.AttributeClass is { Name: "AgentServiceAttribute" } attributeClass
                && attributeClass.ToDisplayString() == ServiceReader.AttributeName
            );

    // Members of other assemblies have no location in this source.
    private static Location GetLocation(INamedTypeSymbol type, ISymbol symbol) =>
        symbol.Locations.FirstOrDefault(static location => location.IsInSource)
        ?? type.Locations.First(static location => location.IsInSource);
}
