namespace Sdk.Tests.Guards;

internal static class PublicApi
{
    private static readonly SymbolDisplayFormat Format = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeAccessibility
            | SymbolDisplayMemberOptions.IncludeConstantValue,
        SymbolDisplayDelegateStyle.NameAndSignature,
        SymbolDisplayExtensionMethodStyle.StaticMethod,
        SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeExtensionThis,
        SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
    );

    private static readonly CSharpCompilation Compilation = CSharpCompilation.Create("Api", [], Sources.All);

    public static IEnumerable<INamedTypeSymbol> Types(MetadataReference assembly) =>
        TypesOf(((IAssemblySymbol)CompilationWith(assembly).GetAssemblyOrModuleSymbol(assembly)!).GlobalNamespace);

    public static string Describe(MetadataReference assembly)
    {
        StringBuilder text = new();
        foreach (INamedTypeSymbol type in Types(assembly).OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (
                string member in type.GetMembers()
                    .Where(IsApi)
                    .Select(member => member.ToDisplayString(Format))
                    .Order(StringComparer.Ordinal)
            )
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static CSharpCompilation CompilationWith(MetadataReference assembly) =>
        Sources.All.Contains(assembly) ? Compilation : Compilation.AddReferences(assembly);

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container) =>
        container
            .GetMembers()
            .SelectMany(member =>
                member switch
                {
                    INamespaceSymbol space => TypesOf(space),
                    // Compiler-generated types of an extension block have a checksum as their name.
                    INamedTypeSymbol type when IsVisible(type) && !type.MetadataName.StartsWith('<') => TypesOf(type).Prepend(type),
                    _ => [],
                }
            );

    private static string Head(INamedTypeSymbol type)
    {
        string modifiers =
            (
                type.IsStatic ? "static "
                : type.IsAbstract && type.TypeKind == TypeKind.Class ? "abstract "
                : type is { IsSealed: true, TypeKind: TypeKind.Class } ? "sealed "
                : ""
            )
            + (type.IsReadOnly ? "readonly " : "")
            + (type.IsRecord ? "record " : "")
            + type.TypeKind switch
            {
                TypeKind.Struct => type.IsRefLikeType ? "ref struct" : "struct",
                var kind => kind.ToString().ToLowerInvariant(),
            };
        IEnumerable<string> bases = new[] { type.BaseType }
            .Where(parent =>
                parent
                    is {
                        SpecialType: not (
                            SpecialType.System_Object
                            or SpecialType.System_ValueType
                            or SpecialType.System_Enum
                            or SpecialType.System_MulticastDelegate
                        )
                    }
            )
            .Concat(type.Interfaces.OrderBy(face => face.ToDisplayString(), StringComparer.Ordinal))
            .Select(parent => parent!.ToDisplayString(Format));
        string list = string.Join(", ", bases);
        return $"{modifiers} {type.ToDisplayString()}{(list.Length > 0 ? " : " + list : "")}";
    }

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    /// <summary>Excludes members that the compiler adds to records, and accessors of properties.</summary>
    private static bool IsApi(ISymbol member) =>
        IsVisible(member)
        && member is not INamedTypeSymbol
        && member is not IMethodSymbol { AssociatedSymbol: not null }
        && !member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "CompilerGeneratedAttribute")
        && !(
            member is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 }
            && member.ContainingType.TypeKind is TypeKind.Struct or TypeKind.Enum
        );
}
