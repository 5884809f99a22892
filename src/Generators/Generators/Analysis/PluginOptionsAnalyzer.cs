using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Scalewright.Generators.Options;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Checks each record of options with the records nested in it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PluginOptionsAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.OptionsNotSealed, Rules.OptionsUnusable, Rules.OptionTypeUnsupported, Rules.OptionUndocumented, Rules.OptionKeyDuplicate,
        Rules.OptionKeyTaken, Rules.OptionKeyMalformed, Rules.RangeWithoutNumber, Rules.RangeEmpty, Rules.OptionSettable, Rules.OptionReadOnly,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // Two records of options may share a nested one: what is wrong with it is told once.
            ConcurrentDictionary<(string Rule, ISymbol Place), bool> told = new();
            start.RegisterSymbolAction(context => Check(context, told), SymbolKind.NamedType);
        });
    }

    private static void Check(SymbolAnalysisContext context, ConcurrentDictionary<(string Rule, ISymbol Place), bool> told)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        INamedTypeSymbol? ofPlugin = type.GetAttributes().Any(PluginTypes.IsMark) ? PluginTypes.OptionsOf(type) : null;
        INamedTypeSymbol? options = ofPlugin ?? (PluginTypes.IsOptions(type) && !type.IsAbstract ? type : null);
        if (options is null)
        {
            return;
        }

        RecordReader.Read(options, new Stack<ITypeSymbol>(), (rule, place, arguments) =>
        {
            // A record that no plugin takes need not be readable.
            bool isTold = ofPlugin is not null || rule.Id != Rules.OptionsUnusable.Id || !SymbolEqualityComparer.Default.Equals(place, options);
            Location? location = place.Locations.FirstOrDefault(static location => location.IsInSource);
            if (isTold && location is not null && told.TryAdd((rule.Id, place), true))
            {
                context.ReportDiagnostic(Diagnostic.Create(rule, location, arguments));
            }
        });
    }
}
