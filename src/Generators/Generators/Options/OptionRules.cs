using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Options;

/// <summary>Rules for the options of a record.</summary>
internal static class OptionRules
{
    /// <summary>Keys of every profile, which options must not use. A test compares them with the schema.</summary>
    private static readonly string[] CommonKeys =
    [
        "name",
        "plugin",
        "count",
        "containers",
        "containers_per_node",
        "hostname_prefix",
        "labels",
        "start_scripts",
        "after",
        "node_template.image",
        "node_template.cpu",
        "node_template.memory",
        "node_template.cloud",
        "node_template.network",
        "node_template.delay",
        "container_template.cpu",
        "container_template.memory",
        "container_template.rootfs",
        "container_template.gateway",
        "container_template.networks",
    ];

    private static readonly Regex KeyForm = new(
        @"\A[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    public static void Check(
        IPropertySymbol property,
        OptionModel option,
        AttributeData[] attributes,
        bool isSource,
        DiagnosticSink? faults
    )
    {
        if (faults is null || !isSource)
        {
            return;
        }

        if (option.Description is null)
        {
            faults(Rules.OptionUndocumented, property, property.Name);
        }

        if (!KeyForm.IsMatch(option.Key))
        {
            faults(Rules.OptionKeyMalformed, property, option.Key);
        }

        if (property.SetMethod is { IsInitOnly: false } && !property.ContainingType.IsValueType)
        {
            faults(Rules.OptionSettable, property, property.Name);
        }

        if (OptionReader.IsOff(attributes) && !option.Value.IsNullable)
        {
            faults(
                Rules.AllowFalseWithoutNull,
                property,
                property.Name,
                property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)
            );
        }

        CheckRange(property, option, attributes, faults);
        CheckText(property, option, attributes, faults);
    }

    private static void CheckText(IPropertySymbol property, OptionModel option, AttributeData[] attributes, DiagnosticSink faults)
    {
        if (OptionReader.Length(attributes) is { } length)
        {
            if (TypeReader.WithLength(option.Value, length) is null)
            {
                faults(Rules.LimitWithoutText, property, property.Name, "text, list or map", "OptionLength");
            }
            else if (length.Minimum < 0 || length.Minimum > length.Maximum)
            {
                faults(Rules.RangeEmpty, property, property.Name);
            }
        }

        if (OptionReader.Pattern(attributes) is not { } pattern)
        {
            return;
        }

        if (TypeReader.WithPattern(option.Value, pattern, null) is null)
        {
            faults(Rules.LimitWithoutText, property, property.Name, "text, or a list or map of texts", "OptionPattern");
        }
        else if (FindPatternProblem(pattern) is { } fault)
        {
            faults(Rules.PatternMalformed, property, pattern, property.Name, fault);
        }
    }

    private static string? FindPatternProblem(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Reports properties that look like options but cannot be set.</summary>
    public static void CheckUnread(IPropertySymbol property, DiagnosticSink? faults)
    {
        if (faults is null || !IsStored(property))
        {
            return;
        }

        if (property.SetMethod is { } setter)
        {
            string fault = AccessibilityCheck.IsReachable(property)
                ? $"a property with a {GetKeyword(setter)} setter"
                : $"a {GetKeyword(property)} property";
            faults(Rules.OptionHidden, property, property.Name, fault);
        }
        else if (property.DeclaredAccessibility == Accessibility.Public)
        {
            faults(Rules.OptionReadOnly, property, property.Name);
        }
    }

    /// <summary>Reports members of a record that look like options, but are invisible to generated code.</summary>
    public static void CheckMembers(INamedTypeSymbol type, DiagnosticSink? faults)
    {
        if (faults is null)
        {
            return;
        }

        foreach (ISymbol member in type.GetMembers().Where(static member => !member.IsStatic && !member.IsImplicitlyDeclared))
        {
            if (member is IFieldSymbol { IsConst: false } field && AccessibilityCheck.IsReachable(field))
            {
                faults(Rules.OptionHidden, field, field.Name, "a field");
            }
            else if (member is IPropertySymbol { SetMethod: not null } property && !AccessibilityCheck.IsReachable(property))
            {
                CheckUnread(property, faults);
            }
        }
    }

    private static bool IsStored(IPropertySymbol property) =>
        property
            .ContainingType.GetMembers()
            .OfType<IFieldSymbol>()
            .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static string GetKeyword(ISymbol symbol) =>
        symbol.DeclaredAccessibility switch
        {
            Accessibility.Private => "private",
            Accessibility.Protected => "protected",
            _ => "private protected",
        };

    /// <summary>Reports duplicate keys and keys that every profile has.</summary>
    public static void CheckKeys(INamedTypeSymbol type, List<OptionModel> options, DiagnosticSink? faults)
    {
        if (faults is null)
        {
            return;
        }

        bool isNested = !PluginTypes.IsOptions(type);
        foreach (OptionModel option in options)
        {
            ISymbol symbol = type.GetMembers(option.Property).FirstOrDefault() ?? type;
            if (!isNested && CommonKeys.Any(key => Overlap(key, option.Key)))
            {
                faults(Rules.OptionKeyTaken, symbol, option.Key);
            }

            OptionModel first = options.First(other => Overlap(other.Key, option.Key));
            if (first != option)
            {
                faults(Rules.OptionKeyDuplicate, symbol, option.Key, first.Property);
            }
        }
    }

    /// <summary>Returns true if the keys are equal, or one is a map on the path of the other.</summary>
    private static bool Overlap(string left, string right) =>
        left == right || left.StartsWith(right + ".", StringComparison.Ordinal) || right.StartsWith(left + ".", StringComparison.Ordinal);

    private static void CheckRange(IPropertySymbol property, OptionModel option, AttributeData[] attributes, DiagnosticSink faults)
    {
        if (OptionReader.Range(attributes) is not { } range)
        {
            return;
        }

        if (TypeReader.WithRange(option.Value, range.Minimum, range.Maximum) is null)
        {
            faults(Rules.RangeWithoutNumber, property, property.Name);
        }
        else if (!(range.Minimum <= range.Maximum))
        {
            faults(Rules.RangeEmpty, property, property.Name);
        }
        else if (!option.IsRequired && !option.Value.IsNullable && ImpliedDefault(property) is { } value)
        {
            DefaultRange.Check(property, value, range, faults);
        }
    }

    /// <summary>
    /// Returns the default of a number without an initializer: the default of its parameter, or 0. Null if it has an
    /// initializer, which the analyzer evaluates.
    /// </summary>
    private static object? ImpliedDefault(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            PropertyDeclarationSyntax { Initializer: null }
                when property.Type.SpecialType is >= SpecialType.System_Int32 and <= SpecialType.System_Double => 0,
            ParameterSyntax parameter => property
                .ContainingType.InstanceConstructors.SelectMany(static constructor => constructor.Parameters)
                .FirstOrDefault(candidate => candidate.Name == parameter.Identifier.ValueText && candidate.HasExplicitDefaultValue)
                ?.ExplicitDefaultValue,
            _ => null,
        };
}
