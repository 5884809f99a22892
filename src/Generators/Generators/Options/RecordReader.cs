using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Options;

internal static class RecordReader
{
    /// <summary>Returns the record as text, or null if no code can be generated.</summary>
    public static RecordModel? Read(INamedTypeSymbol type, Stack<ITypeSymbol> outer, DiagnosticSink? faults = null)
    {
        if (type.TypeKind == TypeKind.Error)
        {
            return null;
        }

        IPropertySymbol[] properties = [.. Properties(type)];
        IMethodSymbol? constructor = Constructor(type, properties);
        if (Obstacle(type, constructor) is { } obstacle)
        {
            faults?.Invoke(Rules.OptionsUnusable, type, type.Name, obstacle);
            return null;
        }

        if (!type.IsSealed)
        {
            faults?.Invoke(Rules.OptionsNotSealed, type, type.Name);
        }

        outer.Push(type);
        HashSet<string> needed = new(
            constructor!
                .Parameters.Where(static parameter => !parameter.HasExplicitDefaultValue)
                .Select(static parameter => parameter.Name),
            StringComparer.Ordinal
        );
        List<OptionModel> options = [];
        foreach (IPropertySymbol property in properties)
        {
            if (OptionReader.Read(property, needed.Contains(property.Name), outer, faults) is { } option)
            {
                options.Add(option);
            }
        }

        outer.Pop();
        OptionRules.CheckKeys(type, options, faults);
        OptionRules.CheckMembers(type, faults);
        return new RecordModel(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), new EquatableArray<OptionModel>(options));
    }

    private static string? Obstacle(INamedTypeSymbol type, IMethodSymbol? constructor) =>
        type switch
        {
            { IsRecord: false } => "is not a record",
            { IsAbstract: true } => "is abstract",
            { IsGenericType: true } => "is generic",
            _ when !AccessibilityCheck.IsReachable(type) => "is not accessible to generated code",
            _ when constructor is null => "has no parameterless constructor, nor one whose parameters are its properties",
            _ => null,
        };

    private static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol type)
    {
        Stack<INamedTypeSymbol> chain = new();
        for (
            INamedTypeSymbol? level = type;
            level is { SpecialType: SpecialType.None } && !PluginTypes.IsOptionsRoot(level);
            level = level.BaseType
        )
        {
            chain.Push(level);
        }

        return chain
            .SelectMany(static level => level.GetMembers().OfType<IPropertySymbol>())
            .Where(static property =>
                !property.IsStatic && !property.IsIndexer && !property.IsOverride && AccessibilityCheck.IsReachable(property)
            );
    }

    /// <summary>Returns the parameterless constructor, or the one that sets the most properties by name.</summary>
    private static IMethodSymbol? Constructor(INamedTypeSymbol type, IPropertySymbol[] properties)
    {
        HashSet<string> names = new(properties.Select(static property => property.Name), StringComparer.Ordinal);
        IMethodSymbol[] candidates =
        [
            .. type.InstanceConstructors.Where(constructor =>
                AccessibilityCheck.IsReachable(constructor) && constructor.Parameters.All(parameter => names.Contains(parameter.Name))
            ),
        ];
        return candidates.FirstOrDefault(constructor =>
            constructor.Parameters.Length == 0 && !(type.IsValueType && constructor.IsImplicitlyDeclared)
        ) ?? candidates.OrderByDescending(static constructor => constructor.Parameters.Length).FirstOrDefault();
    }
}
