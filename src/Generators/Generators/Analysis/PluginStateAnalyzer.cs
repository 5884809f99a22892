using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Finds state that a plugin could keep between calls.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class PluginStateAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [Rules.PluginStaticState, Rules.PluginInstanceState];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(static context => CheckField(context, (IFieldSymbol)context.Symbol), SymbolKind.Field);
        context.RegisterSymbolAction(static context => CheckProperty(context, (IPropertySymbol)context.Symbol), SymbolKind.Property);
        context.RegisterSymbolAction(static context => CheckEvent(context, (IEventSymbol)context.Symbol), SymbolKind.Event);
    }

    private static void CheckField(SymbolAnalysisContext context, IFieldSymbol field)
    {
        if (field.IsConst || field.IsImplicitlyDeclared || !IsKept(field))
        {
            return;
        }

        if (!field.IsReadOnly)
        {
            Report(context, field, field.IsStatic, "make it readonly or const");
        }
        else if (Mutability.IsMutable(field.Type))
        {
            Report(
                context,
                field,
                field.IsStatic,
                $"'{field.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}' can change, use "
                    + "ValueList, ValueMap or another immutable type"
            );
        }
    }

    private static void CheckProperty(SymbolAnalysisContext context, IPropertySymbol property)
    {
        bool isStored = property
            .ContainingType.GetMembers()
            .OfType<IFieldSymbol>()
            .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
        if (!isStored || !IsKept(property))
        {
            return;
        }

        if (property.SetMethod is { IsInitOnly: false })
        {
            Report(context, property, property.IsStatic, "remove 'set'");
        }
        else if (Mutability.IsMutable(property.Type))
        {
            Report(context, property, property.IsStatic, "use ValueList, ValueMap or another immutable type");
        }
    }

    /// <summary>
    /// True for state that outlives a call: plugin members, and static ones of nested types and options.
    /// </summary>
    private static bool IsKept(ISymbol member) =>
        PluginTypes.IsPlugin(member.ContainingType) || (member.IsStatic && PluginTypes.IsPluginCode(member.ContainingType));

    private static void CheckEvent(SymbolAnalysisContext context, IEventSymbol eventSymbol)
    {
        if (IsKept(eventSymbol))
        {
            Report(context, eventSymbol, eventSymbol.IsStatic, "remove the event");
        }
    }

    private static void Report(SymbolAnalysisContext context, ISymbol member, bool isStatic, string advice) =>
        context.ReportDiagnostic(
            isStatic
                ? Diagnostic.Create(Rules.PluginStaticState, member.Locations[0], member.Name, advice)
                : Diagnostic.Create(Rules.PluginInstanceState, member.Locations[0], member.Name)
        );
}
