using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Finds calls of a plugin that violate its rules indirectly, through other classes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class PluginCallAnalyzer : DiagnosticAnalyzer
{
    private const string Changes = "can change while the program runs";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.PluginCall];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static compilation =>
        {
            CallGraph calls = new(compilation.Compilation, GetEffect, PluginTypes.IsPluginCode);
            compilation.RegisterSymbolStartAction(
                start =>
                {
                    if (PluginTypes.IsPluginCode((INamedTypeSymbol)start.Symbol))
                    {
                        start.RegisterOperationAction(context => Check(context, calls), ImpureUse.Kinds);
                    }
                },
                SymbolKind.NamedType
            );
        });
    }

    private static SideEffect? GetEffect(IOperation operation)
    {
        if (ImpureUse.From(operation) is { } use)
        {
            return new SideEffect(use.Name, Impurities.GetDescription(use.Rule), use.Location);
        }

        return ImpureUse.GetMember(operation) is { } member && (StaticState.Is(member) || StateChange.IsChange(operation))
            ? new SideEffect(ImpureUse.Format(member), Changes, operation.Syntax.GetLocation())
            : null;
    }

    private static void Check(OperationAnalysisContext context, CallGraph calls)
    {
        if (ImpureUse.From(context.Operation) is not null || ImpureUse.GetMember(context.Operation) is not { } member)
        {
            return;
        }

        Location location = context.Operation.Syntax.GetLocation();
        if (StaticState.Is(member) || (!PluginTypes.IsPluginCode(member.ContainingType) && StateChange.IsChange(context.Operation)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.PluginCall, location, ImpureUse.Format(member), Changes));
        }
        else if (calls.Find(member) is { } effect)
        {
            string text = $"leads to '{effect.Name}', which {effect.Text}";
            context.ReportDiagnostic(Diagnostic.Create(Rules.PluginCall, location, [effect.Location], ImpureUse.Format(member), text));
        }
    }
}

/// <summary>Side effect that an analyzer reports.</summary>
/// <param name="Name">Name of the code that causes it, as in the source.</param>
/// <param name="Text">Description that follows the name in messages.</param>
internal sealed record SideEffect(string Name, string Text, Location Location);

internal static class StaticState
{
    public static bool Is(ISymbol member) =>
        member is { IsStatic: true, ContainingType: { } type }
        && !IsFramework(type)
        && !PluginTypes.IsPluginCode(type)
        && member switch
        {
            IFieldSymbol field => field is { IsReadOnly: false, IsConst: false },
            IPropertySymbol property => property.SetMethod is not null
                && type.GetMembers()
                    .OfType<IFieldSymbol>()
                    .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)),
            _ => false,
        };

    private static bool IsFramework(INamedTypeSymbol type) =>
        type.ContainingNamespace?.ToDisplayString() is { } namespaceName
        && (
            namespaceName == "System"
            || namespaceName.StartsWith("System.", StringComparison.Ordinal)
            || namespaceName.StartsWith("Microsoft.", StringComparison.Ordinal)
        );
}

/// <summary>Distinguishes static collections that are modified from read-only tables.</summary>
internal static class StateChange
{
    /// <summary>Prefixes of methods that modify a collection, a builder or a random source.</summary>
    private static readonly string[] Changers =
    [
        "Add",
        "Remove",
        "Clear",
        "Insert",
        "Push",
        "Pop",
        "Enqueue",
        "Dequeue",
        "TryAdd",
        "TryRemove",
        "TryUpdate",
        "TryPop",
        "TryDequeue",
        "TryTake",
        "GetOrAdd",
        "Update",
        "Set",
        "Sort",
        "Reverse",
        "Append",
        "Replace",
        "Next",
        "Shuffle",
        "UnionWith",
        "ExceptWith",
        "IntersectWith",
        "SymmetricExceptWith",
        "EnsureCapacity",
        "Trim",
        "Cancel",
    ];

    /// <summary>Returns true if an operation modifies the object of a static field or property of a mutable type.</summary>
    public static bool IsChange(IOperation operation)
    {
        (ISymbol? member, ITypeSymbol? type) = operation switch
        {
            IFieldReferenceOperation { Field: { IsStatic: true, IsConst: false } field } => (field, field.Type),
            IPropertyReferenceOperation { Property: { IsStatic: true } property } => ((ISymbol)property, property.Type),
            _ => (null, null),
        };
        return member is { ContainingType.TypeKind: not TypeKind.Enum }
            && type is not null
            && Mutability.IsMutable(type)
            && IsWritten(operation);
    }

    private static bool IsWritten(IOperation target) =>
        target.Parent switch
        {
            IArrayElementReferenceOperation element when element.ArrayReference == target => IsAssigned(element),
            IPropertyReferenceOperation part when part.Instance == target => IsAssigned(part),
            IFieldReferenceOperation part when part.Instance == target => IsAssigned(part),
            IInvocationOperation call when call.Instance == target => Array.Exists(Changers, name =>
                call.TargetMethod.Name.StartsWith(name, StringComparison.Ordinal)
            ),
            IConversionOperation conversion => IsWritten(conversion),
            _ => false,
        };

    private static bool IsAssigned(IOperation target) =>
        target.Parent switch
        {
            IAssignmentOperation assignment => assignment.Target == target,
            IIncrementOrDecrementOperation => true,
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
            _ => false,
        };
}
