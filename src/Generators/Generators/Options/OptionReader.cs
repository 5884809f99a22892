using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.Generators.Options;

internal static class OptionReader
{
    /// <summary>Returns the option as text, or null if it is not an option or no code can be generated.</summary>
    /// <param name="isParameter">True if the record's constructor requires it.</param>
    public static OptionModel? Read(IPropertySymbol property, bool isParameter, Stack<ITypeSymbol> outer, DiagnosticSink? faults)
    {
        if (property.SetMethod is not { } setter || !AccessibilityCheck.IsReachable(setter))
        {
            OptionRules.CheckUnread(property, faults);
            return null;
        }

        if (TypeReader.Read(property.Type, outer, faults) is not { } value)
        {
            string obstacle = Contains(property.Type, outer) ? "contains itself, so its JSON schema would have no end" : "cannot be read";
            faults?.Invoke(
                Rules.OptionTypeUnsupported,
                property,
                property.Name,
                property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
                obstacle
            );
            return null;
        }

        SyntaxNode? syntax = property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        AttributeData[] attributes = HasAttributes(syntax) ? [.. Attributes(property)] : [];
        OptionModel option = new(property.Name, Key(attributes) ?? Naming.ToSnakeCase(property.Name), Complete(value, attributes))
        {
            IsParameter = isParameter,
            IsRequired = isParameter || property.IsRequired,
            Description = syntax is null ? null : Describe(property, syntax),
        };
        OptionRules.Check(property, option, attributes, syntax is not null, faults);
        return option.IsRequired || syntax is null ? option : option with { Default = DefaultReader.Read(syntax, property, option.Value) };
    }

    /// <summary>Returns true if a record of the type, or of its items, is one of those that are being read.</summary>
    private static bool Contains(ITypeSymbol type, Stack<ITypeSymbol> outer) =>
        outer.Contains(type, SymbolEqualityComparer.Default)
        || (type is INamedTypeSymbol named && named.TypeArguments.Any(argument => Contains(argument, outer)));

    /// <summary>Returns true if an attribute allows <c>false</c> as null.</summary>
    public static bool IsOff(AttributeData[] attributes) => Find(attributes, "OptionAllowFalseAttribute") is not null;

    private static ValueModel Complete(ValueModel value, AttributeData[] attributes)
    {
        ValueModel bound = Range(attributes) is { } range ? TypeReader.WithRange(value, range.Minimum, range.Maximum) ?? value : value;
        bound = Length(attributes) is { } length ? TypeReader.WithLength(bound, length) ?? bound : bound;
        bound = Pattern(attributes) is { } pattern
            ? TypeReader.WithPattern(bound, pattern, PatternDescription(attributes)) ?? bound
            : bound;
        return IsOff(attributes) && value.IsNullable ? bound with { IsOff = true } : bound;
    }

    public static (double Minimum, double Maximum)? Range(AttributeData[] attributes) =>
        Arguments(attributes, "OptionRangeAttribute") is { Length: 2 } bounds
        && bounds[0].Value is double minimum
        && bounds[1].Value is double maximum
            ? (minimum, maximum)
            : null;

    public static LengthModel? Length(AttributeData[] attributes) =>
        Arguments(attributes, "OptionLengthAttribute") is { Length: 2 } bounds
        && bounds[0].Value is int minimum
        && bounds[1].Value is int maximum
            ? new(minimum, maximum)
            : null;

    public static string? Pattern(AttributeData[] attributes) =>
        Arguments(attributes, "OptionPatternAttribute").FirstOrDefault().Value as string;

    private static string? PatternDescription(AttributeData[] attributes) =>
        Find(attributes, "OptionPatternAttribute")
            ?.NamedArguments.FirstOrDefault(static argument => argument.Key == "Description")
            .Value.Value as string;

    private static string? Key(AttributeData[] attributes) => Arguments(attributes, "OptionKeyAttribute").FirstOrDefault().Value as string;

    private static TypedConstant[] Arguments(AttributeData[] attributes, string name) =>
        [.. Find(attributes, name)?.ConstructorArguments ?? []];

    private static AttributeData? Find(AttributeData[] attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeClass is { } type && KnownNames.IsPluginType(type, name));

    /// <summary>Attributes of the property and of its constructor parameter.</summary>
    private static IEnumerable<AttributeData> Attributes(IPropertySymbol property) =>
        property
            .GetAttributes()
            .Concat(
                property
                    .ContainingType.InstanceConstructors.SelectMany(static constructor => constructor.Parameters)
                    .Where(parameter => parameter.Name == property.Name)
                    .SelectMany(static parameter => parameter.GetAttributes())
            );

    /// <summary>False if the source has no attributes. Binding attributes to find out is expensive.</summary>
    private static bool HasAttributes(SyntaxNode? syntax) =>
        syntax switch
        {
            PropertyDeclarationSyntax property => property.AttributeLists.Count > 0,
            ParameterSyntax parameter => parameter.AttributeLists.Count > 0,
            _ => true,
        };

    private static string? Describe(IPropertySymbol property, SyntaxNode syntax) =>
        syntax is ParameterSyntax { Parent.Parent: { } record } parameter
            ? DocumentationText.Parameter(record, parameter.Identifier.ValueText, reference => GetName(reference, property.ContainingType))
            : DocumentationText.Summary(syntax, reference => GetName(reference, property.ContainingType));

    /// <summary>Returns the name of a code element for profile authors: an option's key, otherwise its words.</summary>
    private static string GetName(string reference, INamedTypeSymbol record)
    {
        string path = reference.Split('(')[0];
        string name = path.Substring(path.LastIndexOf('.') + 1);
        IPropertySymbol? sibling = record.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault();
        string key = Naming.ToSnakeCase(name);
        string words = path.Length > name.Length ? key : key.Replace('_', ' ');
        return sibling is null ? words : Key([.. Attributes(sibling)]) ?? key;
    }
}
