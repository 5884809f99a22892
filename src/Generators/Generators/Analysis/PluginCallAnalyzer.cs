using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Finds calls of a plugin that lead, through other classes of the same compilation, to what a plugin may not do itself.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PluginCallAnalyzer : DiagnosticAnalyzer
{
    private const string Changes = "can change while the program runs";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.PluginCall];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static compilation =>
        {
            CallGraph calls = new(compilation.Compilation, DeedOf, PluginTypes.IsPluginCode);
            compilation.RegisterSymbolStartAction(
                start =>
                {
                    if (PluginTypes.IsPluginCode((INamedTypeSymbol)start.Symbol))
                    {
                        start.RegisterOperationAction(context => Check(context, calls), Use.Kinds);
                    }
                },
                SymbolKind.NamedType);
        });
    }

    private static Deed? DeedOf(IOperation operation) => Use.Of(operation) is { } use
        ? new Deed(use.Name, Impurities.Deed(use.Rule), use.Place)
        : Use.MemberOf(operation) is { } member && (StaticState.Is(member) || StateChange.IsChange(operation))
        ? new Deed(Use.NameOf(member), Changes, operation.Syntax.GetLocation())
        : null;

    private static void Check(OperationAnalysisContext context, CallGraph calls)
    {
        if (Use.Of(context.Operation) is not null || Use.MemberOf(context.Operation) is not { } member)
        {
            return;
        }

        Location place = context.Operation.Syntax.GetLocation();
        if (StaticState.Is(member) || (!PluginTypes.IsPluginCode(member.ContainingType) && StateChange.IsChange(context.Operation)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.PluginCall, place, Use.NameOf(member), Changes));
        }
        else if (calls.Find(member) is { } found)
        {
            string how = $"leads to '{found.Name}', which {found.Text}";
            context.ReportDiagnostic(Diagnostic.Create(Rules.PluginCall, place, [found.Place], Use.NameOf(member), how));
        }
    }
}

/// <summary>What a piece of code does that an analyzer looks for.</summary>
/// <param name="Name">What is used, in words of the source.</param>
/// <param name="Text">What that does, after its name.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record Deed(string Name, string Text, Location Place);

/// <summary>Tells static members outside of plugins whose value is replaced while the program runs.</summary>
internal static class StaticState
{
    /// <summary>True for a static field or property outside of plugins that can be assigned.</summary>
    public static bool Is(ISymbol member) => member is { IsStatic: true, ContainingType: { } type } && !IsFramework(type) && !PluginTypes.IsPluginCode(type) && member switch
    {
        IFieldSymbol field => field is { IsReadOnly: false, IsConst: false },
        IPropertySymbol property => property.SetMethod is not null && type.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)),
        _ => false,
    };

    private static bool IsFramework(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString() is { } space
        && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || space.StartsWith("Microsoft.", StringComparison.Ordinal));
}

/// <summary>Tells a static collection that is written to from a table that is only read.</summary>
internal static class StateChange
{
    /// <summary>Starts of the names of methods that change a collection, a builder or a source of chance.</summary>
    private static readonly string[] Changers =
    [
        "Add", "Remove", "Clear", "Insert", "Push", "Pop", "Enqueue", "Dequeue", "TryAdd", "TryRemove", "TryUpdate", "TryPop", "TryDequeue", "TryTake", "GetOrAdd", "Update",
        "Set", "Sort", "Reverse", "Append", "Replace", "Next", "Shuffle", "UnionWith", "ExceptWith", "IntersectWith", "SymmetricExceptWith", "EnsureCapacity", "Trim", "Cancel",
    ];

    /// <summary>True when an operation refers to a static field or property of a mutable type and what it refers to is changed there.</summary>
    public static bool IsChange(IOperation operation)
    {
        (ISymbol? member, ITypeSymbol? type) = operation switch
        {
            IFieldReferenceOperation { Field: { IsStatic: true, IsConst: false } field } => (field, field.Type),
            IPropertyReferenceOperation { Property: { IsStatic: true } property } => ((ISymbol)property, property.Type),
            _ => (null, null),
        };
        return member is { ContainingType.TypeKind: not TypeKind.Enum } && type is not null && Mutability.IsMutable(type) && IsWritten(operation);
    }

    private static bool IsWritten(IOperation target) => target.Parent switch
    {
        IArrayElementReferenceOperation element when element.ArrayReference == target => IsAssigned(element),
        IPropertyReferenceOperation part when part.Instance == target => IsAssigned(part),
        IFieldReferenceOperation part when part.Instance == target => IsAssigned(part),
        IInvocationOperation call when call.Instance == target => Array.Exists(Changers, name => call.TargetMethod.Name.StartsWith(name, StringComparison.Ordinal)),
        IConversionOperation conversion => IsWritten(conversion),
        _ => false,
    };

    private static bool IsAssigned(IOperation target) => target.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == target,
        IIncrementOrDecrementOperation => true,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
        _ => false,
    };
}
