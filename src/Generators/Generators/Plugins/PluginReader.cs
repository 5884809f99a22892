using System.Text.RegularExpressions;
using Scalewright.Generators.Options;

namespace Scalewright.Generators.Plugins;

internal static class PluginReader
{
    public const string DefaultVersion = "1.0.0";

    private static readonly Regex NameForm = new(
        @"\A[a-z][a-z0-9_]*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );
    private static readonly Regex VersionForm = new(
        @"\A(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    /// <summary>Returns the declaration as text, or null if no code can be generated.</summary>
    /// <param name="faults">Receives faults, except those of options, see <see cref="RecordReader"/>.</param>
    public static PluginModel? Read(INamedTypeSymbol type, AttributeData attribute, DiagnosticSink? faults = null)
    {
        TypedConstant argument = attribute.ConstructorArguments.FirstOrDefault();
        if (argument is { Kind: TypedConstantKind.Primitive, IsNull: true })
        {
            faults?.Invoke(Rules.PluginNameMalformed, type, "null", PluginTexts.FixName("", type.Name));
        }

        bool canCreate = CanCreate(type, faults);
        if (type is { IsSealed: false, IsAbstract: false, IsStatic: false })
        {
            faults?.Invoke(Rules.PluginNotSealed, type, type.Name);
        }

        if (argument.Value is not string name)
        {
            return null;
        }

        PluginModel plugin = new(
            type.ContainingAssembly.Name,
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            name,
            Named(attribute, "Version") ?? DefaultVersion,
            Named(attribute, "DeprecationReason")
        );
        CheckTexts(type, plugin, faults);
        if (!canCreate)
        {
            return null;
        }

        return faults is null && PluginTypes.GetOptions(type) is { } options
            ? plugin with
            {
                Options = RecordReader.Read(options, new Stack<ITypeSymbol>()),
            }
            : plugin;
    }

    private static bool CanCreate(INamedTypeSymbol type, DiagnosticSink? faults)
    {
        if (!PluginTypes.IsPlugin(type))
        {
            faults?.Invoke(Rules.PluginNotDerived, type, type.Name);
        }
        else if (type.IsAbstract)
        {
            faults?.Invoke(Rules.PluginAbstract, type, type.Name, type.IsStatic ? "static" : "abstract");
        }
        else if (IsGeneric(type))
        {
            faults?.Invoke(Rules.PluginGeneric, type, type.Name);
        }
        else if (!AccessibilityCheck.IsReachable(type))
        {
            faults?.Invoke(Rules.PluginUnreachable, type, type.Name, type.IsFileLocal ? "file-local" : "nested and hidden");
        }
        else if (
            !type.InstanceConstructors.Any(static constructor =>
                constructor.Parameters.Length == 0 && AccessibilityCheck.IsReachable(constructor)
            )
        )
        {
            faults?.Invoke(Rules.PluginWithoutConstructor, type, type.Name);
        }
        else
        {
            return true;
        }

        return false;
    }

    private static bool IsGeneric(INamedTypeSymbol type) => type.IsGenericType || (type.ContainingType is { } outer && IsGeneric(outer));

    private static void CheckTexts(INamedTypeSymbol type, PluginModel plugin, DiagnosticSink? faults)
    {
        if (faults is null)
        {
            return;
        }

        if (!NameForm.IsMatch(plugin.Name))
        {
            faults(Rules.PluginNameMalformed, type, plugin.Name, PluginTexts.FixName(plugin.Name, type.Name));
        }

        if (!VersionForm.IsMatch(plugin.Version))
        {
            faults(Rules.PluginVersionMalformed, type, plugin.Version, PluginTexts.FixVersion(plugin.Version));
        }

        if (plugin.Deprecated is { } reason && reason.Trim().Length == 0)
        {
            faults(Rules.DeprecationEmpty, type, type.Name);
        }
    }

    private static string? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as string;
}
