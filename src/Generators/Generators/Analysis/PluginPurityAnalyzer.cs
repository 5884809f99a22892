using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>
/// Finds uses of anything beyond the profile of a plugin: clock, randomness, threads, waits, settings, files.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class PluginPurityAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.PluginClock,
        Rules.PluginRandomness,
        Rules.PluginThread,
        Rules.PluginInputOutput,
        Rules.PluginWait,
        Rules.PluginTrace,
        Rules.PluginMachineSetting,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolStartAction(
            static start =>
            {
                if (PluginTypes.IsPluginCode((INamedTypeSymbol)start.Symbol))
                {
                    start.RegisterOperationAction(Check, ImpureUse.Kinds);
                }
            },
            SymbolKind.NamedType
        );
    }

    private static void Check(OperationAnalysisContext context)
    {
        if (ImpureUse.From(context.Operation) is { } use)
        {
            string[] arguments =
                use is { NewMember: { } member } && use.Rule.Id == Rules.PluginMachineSetting.Id
                    ? [use.Name, Impurities.GetReplacement(member)]
                    : [use.Name];
            context.ReportDiagnostic(Diagnostic.Create(use.Rule, use.Location, arguments));
        }
    }
}
