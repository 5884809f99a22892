namespace Scalewright.Generators.Analysis;

internal static class Mutability
{
    private static readonly HashSet<string> Mutable = new(StringComparer.Ordinal)
    {
        "List",
        "Dictionary",
        "HashSet",
        "Queue",
        "Stack",
        "LinkedList",
        "SortedList",
        "SortedDictionary",
        "SortedSet",
        "PriorityQueue",
        "OrderedDictionary",
        "IList",
        "ICollection",
        "IDictionary",
        "ISet",
        "Collection",
        "ObservableCollection",
        "KeyedCollection",
        "BlockingCollection",
        "Hashtable",
        "ArrayList",
        "BitArray",
        "StringBuilder",
        "StringWriter",
        "MemoryStream",
        "Random",
        "Lazy",
        "ThreadLocal",
        "AsyncLocal",
        "ConditionalWeakTable",
        "WeakReference",
        "StrongBox",
        "Memory",
        "ArraySegment",
        "TaskCompletionSource",
        "CancellationTokenSource",
        "NameValueCollection",
        "Array",
    };

    /// <summary>Immutable types whose type arguments may be mutable.</summary>
    private static readonly string[] Holders = ["Immutable", "Frozen", "IReadOnly", "ReadOnly", "Value", "KeyValuePair", "Nullable"];

    public static bool IsMutable(ITypeSymbol type) => IsMutable(type, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    private static bool IsMutable(ITypeSymbol type, HashSet<ITypeSymbol> visited) =>
        type switch
        {
            IArrayTypeSymbol => true,
            INamedTypeSymbol { TypeKind: TypeKind.Enum or TypeKind.Delegate or TypeKind.Error } => false,
            INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.Any(element => IsMutable(element.Type, visited)),
            INamedTypeSymbol named when visited.Add(named) => IsFramework(named)
                ? IsMutableName(named) || HoldsMutable(named, visited)
                : HasMutableMember(named, visited),
            _ => false,
        };

    private static bool IsMutableName(INamedTypeSymbol type) =>
        Space(type) != "Scalewright" && (Mutable.Contains(type.Name) || type.Name.StartsWith("Concurrent", StringComparison.Ordinal));

    private static bool HoldsMutable(INamedTypeSymbol type, HashSet<ITypeSymbol> visited) =>
        Holders.Any(holder => type.Name.StartsWith(holder, StringComparison.Ordinal))
        && type.TypeArguments.Any(argument => IsMutable(argument, visited));

    /// <summary>
    /// True for a class with a mutable part. Arrays do not count, because they may be constant tables.
    /// </summary>
    private static bool HasMutableMember(INamedTypeSymbol type, HashSet<ITypeSymbol> visited)
    {
        IEnumerable<ISymbol> members = type.GetMembers().Where(static member => !member.IsStatic);
        return members.Any(member =>
                member switch
                {
                    IFieldSymbol { IsConst: false } field => (!field.IsReadOnly && !type.IsValueType)
                        || (field.Type is not IArrayTypeSymbol && IsMutable(field.Type, visited)),
                    IPropertySymbol { SetMethod.IsInitOnly: false } => !type.IsValueType,
                    _ => false,
                }
            )
            || (type is { TypeKind: TypeKind.Class, BaseType: { SpecialType: SpecialType.None } ancestor } && IsMutable(ancestor, visited));
    }

    private static bool IsFramework(INamedTypeSymbol type) =>
        type.SpecialType != SpecialType.None || Space(type) is "System" or "Microsoft" or "Scalewright";

    private static string Space(INamedTypeSymbol type)
    {
        INamespaceSymbol namespaceSymbol = type.ContainingNamespace;
        while (namespaceSymbol.ContainingNamespace is { IsGlobalNamespace: false } outer)
        {
            namespaceSymbol = outer;
        }

        return namespaceSymbol.Name;
    }
}
