namespace Scalewright.Generators.Services;

/// <summary>Reads the construction of a class, record or struct from its public properties.</summary>
internal static class ObjectReader
{
    public static CodecModel Read(CodecSet codecs, ITypeSymbol type, string text, ISymbol location)
    {
        CodecModel model = new(text, CodecKind.Object);
        if (WhyNot(type) is { } advice)
        {
            codecs.Reject(type, location, advice);
            return model;
        }

        INamedTypeSymbol named = (INamedTypeSymbol)type;
        IPropertySymbol[] properties = Properties(named);
        IMethodSymbol? constructor = FindConstructor(named, properties);
        if (constructor is null)
        {
            codecs.Reject(type, location, "give it a constructor that takes its properties, or none and properties that can be set");
            return model;
        }

        CodecMember[] members = [.. properties.Select(property => NewMember(codecs, property, constructor)).OfType<CodecMember>()];
        return model with
        {
            Members = new(members),
            Shape = "(" + string.Join(",", members.Select(static member => $"{member.Name}:{member.Codec}")) + ")",
        };
    }

    /// <summary>Returns the settable public properties of an exception that <c>Exception</c> does not have.</summary>
    public static EquatableArray<CodecMember> ReadError(CodecSet codecs, INamedTypeSymbol type) =>
        new(
            Properties(type)
                .Where(static property => property is { SetMethod.DeclaredAccessibility: Accessibility.Public, IsOverride: false })
                .Select(property => NewMember(codecs, property, null))
                .OfType<CodecMember>()
        );

    private static string? WhyNot(ITypeSymbol type) =>
        type switch
        {
            { TypeKind: TypeKind.Error } => "see the compiler's error about it",
            { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Dynamic } =>
                "name the type, or use JsonElement for data of any form",
            { TypeKind: TypeKind.TypeParameter } => "name the type",
            { TypeKind: TypeKind.Delegate } => "use a value; code stays where it is",
            { TypeKind: TypeKind.Interface } => "use a class or record that holds the values",
            { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } or { IsRefLikeType: true } => "use an array",
            INamedTypeSymbol { IsTupleType: true } => "use a record, so that its values have names",
            INamedTypeSymbol named when named.ToDisplayString() == "System.DateTime" => "use DateTimeOffset, which says which moment it is",
            INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named => WhyNot(named),
            _ => "use a number, a text, a time, bytes, an enumeration, a list, a map with texts as keys, or a record of these",
        };

    private static string? WhyNot(INamedTypeSymbol type) =>
        type switch
        {
            { IsAbstract: true } => "use one that is not abstract: data never selects a type",
            _ when !AccessibilityCheck.IsReachable(type) => "make it public or internal",
            { ContainingNamespace: { } namespaceSymbol }
                when (namespaceSymbol.ToDisplayString() + ".").StartsWith("System.", StringComparison.Ordinal) =>
                "use a number, a text, a time, bytes, an enumeration, a list, a map with texts as keys, or a record of these",
            _ => null,
        };

    private static IPropertySymbol[] Properties(INamedTypeSymbol type)
    {
        Stack<INamedTypeSymbol> line = new();
        for (
            INamedTypeSymbol? ancestor = type;
            ancestor is { SpecialType: SpecialType.None } && ancestor.ToDisplayString() != "System.Exception";
            ancestor = ancestor.BaseType
        )
        {
            line.Push(ancestor);
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        return line.SelectMany(static ancestor => ancestor.GetMembers().OfType<IPropertySymbol>())
            .Where(property =>
                property
                    is {
                        IsStatic: false,
                        IsIndexer: false,
                        DeclaredAccessibility: Accessibility.Public,
                        GetMethod.DeclaredAccessibility: Accessibility.Public
                    }
                && seen.Add(property.Name)
            )
            .ToArray();
    }

    // The constructor with the most parameters, all of which match properties.
    private static IMethodSymbol? FindConstructor(INamedTypeSymbol type, IPropertySymbol[] properties) =>
        type
            .InstanceConstructors.Where(constructor =>
                AccessibilityCheck.IsReachable(constructor)
                && constructor.Parameters.All(parameter => properties.Any(property => Fits(parameter, property)))
            )
            .OrderByDescending(static constructor => constructor.Parameters.Length)
            .FirstOrDefault();

    private static bool Fits(IParameterSymbol parameter, IPropertySymbol property) =>
        string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)
        && SymbolEqualityComparer.Default.Equals(parameter.Type, property.Type);

    private static CodecMember? NewMember(CodecSet codecs, IPropertySymbol property, IMethodSymbol? constructor)
    {
        IParameterSymbol? parameter = constructor?.Parameters.FirstOrDefault(parameter => Fits(parameter, property));
        // Computed properties are not sent.
        if (parameter is null && property.SetMethod is not { DeclaredAccessibility: Accessibility.Public })
        {
            return null;
        }

        int codec = codecs.Add(property.Type, property);
        bool canMiss =
            property.Type
            is { IsReferenceType: true, NullableAnnotation: not NullableAnnotation.NotAnnotated }
                or INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
        return new CodecMember(
            Naming.Escape(property.Name),
            Camel(property.Name),
            codec,
            CodecSet.Text(property.Type),
            parameter is null ? "" : Naming.Escape(parameter.Name),
            canMiss
        );
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);
}
