using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Checks each class with <c>[ScalePlugin]</c>, and finds plugins without the attribute.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class PluginDeclarationAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.PluginNotSealed,
        Rules.PluginAbstract,
        Rules.PluginGeneric,
        Rules.PluginUnreachable,
        Rules.PluginWithoutConstructor,
        Rules.PluginNotDerived,
        Rules.PluginNameMalformed,
        Rules.PluginVersionMalformed,
        Rules.PluginDuplicate,
        Rules.PluginShadowed,
        Rules.DeprecationEmpty,
        Rules.PluginUnmarked,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            ConcurrentBag<(INamedTypeSymbol Type, PluginModel Plugin)> declared = [];
            start.RegisterSymbolAction(context => Check(context, declared), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(context => CheckNames(context, [.. declared]));
        });
    }

    private static void Check(SymbolAnalysisContext context, ConcurrentBag<(INamedTypeSymbol Type, PluginModel Plugin)> declared)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        AttributeData? attribute = type.GetAttributes().FirstOrDefault(PluginTypes.IsPluginAttribute);
        if (attribute is null)
        {
            CheckUnmarked(context, type);
            return;
        }

        PluginModel? plugin = PluginReader.Read(type, attribute, (rule, symbol, arguments) =>
            context.ReportDiagnostic(Diagnostic.Create(rule, GetLocation(rule, symbol, attribute, context.CancellationToken), arguments))
        );
        if (plugin is not null)
        {
            declared.Add((type, plugin));
        }
    }

    private static void CheckUnmarked(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (type is { TypeKind: TypeKind.Class, IsAbstract: false } && PluginTypes.IsPlugin(type))
        {
            context.ReportDiagnostic(
                Diagnostic.Create(Rules.PluginUnmarked, type.Locations[0], type.Name, PluginTexts.FixName("", type.Name))
            );
        }
    }

    /// <summary>
    /// Returns the location of a problem: the attribute for names, versions and deprecations, otherwise the class.
    /// </summary>
    private static Location GetLocation(
        DiagnosticDescriptor rule,
        ISymbol symbol,
        AttributeData attribute,
        CancellationToken cancellationToken
    ) =>
        rule.Id == Rules.PluginNameMalformed.Id || rule.Id == Rules.PluginVersionMalformed.Id || rule.Id == Rules.DeprecationEmpty.Id
            ? attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation() ?? symbol.Locations[0]
            : symbol.Locations[0];

    private static void CheckNames(CompilationAnalysisContext context, (INamedTypeSymbol Type, PluginModel Plugin)[] declared)
    {
        if (declared.Length == 0)
        {
            return;
        }

        ILookup<(string Name, string Version), ReferenceModel> references = context
            .Compilation.References.SelectMany(static reference => ReferenceReader.Read(reference))
            .ToLookup(static plugin => (plugin.Name, plugin.Version));
        foreach (
            IGrouping<(string Name, string Version), (INamedTypeSymbol Type, PluginModel Plugin)> same in declared.GroupBy(static entry =>
                (entry.Plugin.Name, entry.Plugin.Version)
            )
        )
        {
            (INamedTypeSymbol Type, PluginModel Plugin)[] plugins =
            [
                .. same.OrderBy(static entry => entry.Plugin.Type, StringComparer.Ordinal),
            ];
            foreach ((INamedTypeSymbol type, PluginModel plugin) in plugins.Skip(1))
            {
                context.ReportDiagnostic(
                    Diagnostic.Create(
                        Rules.PluginDuplicate,
                        type.Locations[0],
                        plugin.Name,
                        plugin.Version,
                        plugins[0].Plugin.Type.Replace("global::", "")
                    )
                );
            }

            foreach (ReferenceModel reference in references[same.Key].Take(1))
            {
                context.ReportDiagnostic(
                    Diagnostic.Create(Rules.PluginShadowed, plugins[0].Type.Locations[0], same.Key.Name, same.Key.Version, reference.Type)
                );
            }
        }
    }
}
