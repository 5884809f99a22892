using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Scalewright.Generators.Analysis;

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
