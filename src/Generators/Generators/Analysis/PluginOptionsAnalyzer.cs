using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Scalewright.Generators.Options;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Checks each options record and its nested records.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class PluginOptionsAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.OptionsNotSealed,
        Rules.OptionsUnusable,
        Rules.OptionTypeUnsupported,
        Rules.OptionUndocumented,
        Rules.OptionKeyDuplicate,
        Rules.OptionKeyTaken,
        Rules.OptionKeyMalformed,
        Rules.RangeWithoutNumber,
        Rules.RangeEmpty,
        Rules.LimitWithoutText,
        Rules.PatternMalformed,
        Rules.OptionSettable,
        Rules.OptionReadOnly,
        Rules.DefaultOutOfRange,
        Rules.OptionHidden,
        Rules.AllowFalseWithoutNull,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // Options records may share a nested record. Its problems are reported once.
            ConcurrentDictionary<(string Rule, ISymbol Place), bool> reported = new();
            start.RegisterSymbolAction(context => Check(context, reported), SymbolKind.NamedType);
            start.RegisterOperationAction(CheckDefault, OperationKind.PropertyInitializer);
        });
    }

    /// <summary>
    /// Checks a default against its range. The compiler evaluates the default, which can be any constant.
    /// </summary>
    private static void CheckDefault(OperationAnalysisContext context)
    {
        IPropertyInitializerOperation initializer = (IPropertyInitializerOperation)context.Operation;
        if (
            initializer.InitializedProperties.FirstOrDefault() is not { ContainingType.IsRecord: true } property
            || OptionReader.Range([.. property.GetAttributes()]) is not { } range
        )
        {
            return;
        }

        if (
            range.Minimum <= range.Maximum
            && Constants(initializer.Value).FirstOrDefault(value => DefaultRange.Fault(value, range) is not null) is { } value
        )
        {
            DefaultRange.Check(property, value, range, (rule, symbol, arguments) =>
                context.ReportDiagnostic(Diagnostic.Create(rule, symbol.Locations[0], arguments))
            );
        }
    }

    private static IEnumerable<object?> Constants(IOperation value) =>
        value switch
        {
            { ConstantValue.HasValue: true } => [value.ConstantValue.Value],
            IConversionOperation conversion => Constants(conversion.Operand),
            ICollectionExpressionOperation list => list.Elements.SelectMany(Constants),
            _ => [],
        };

    private static void Check(SymbolAnalysisContext context, ConcurrentDictionary<(string Rule, ISymbol Place), bool> reported)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        INamedTypeSymbol? ofPlugin = type.GetAttributes().Any(PluginTypes.IsPluginAttribute) ? PluginTypes.GetOptions(type) : null;
        INamedTypeSymbol? options = ofPlugin ?? (PluginTypes.IsOptions(type) && !type.IsAbstract ? type : null);
        if (options is null)
        {
            return;
        }

        RecordReader.Read(options, new Stack<ITypeSymbol>(), (rule, symbol, arguments) =>
        {
            // An options record that no plugin uses may be unreadable.
            bool isReported =
                ofPlugin is not null || rule.Id != Rules.OptionsUnusable.Id || !SymbolEqualityComparer.Default.Equals(symbol, options);
            Location? location = symbol.Locations.FirstOrDefault(static location => location.IsInSource);
            if (isReported && location is not null && reported.TryAdd((rule.Id, symbol), true))
            {
                context.ReportDiagnostic(Diagnostic.Create(rule, location, arguments));
            }
        });
    }
}
