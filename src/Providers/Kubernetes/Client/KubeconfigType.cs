using System.Collections.Frozen;
using Scalewright.Documents;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Types of the fields of a kubeconfig file. Source: types.go of client-go's clientcmd/api/v1.</summary>
internal sealed class KubeconfigType
{
    private static readonly KubeconfigType Text = new("write it as text, in quotation marks");
    private static readonly KubeconfigType Boolean = new("use true or false, without quotation marks");
    private static readonly KubeconfigType Any = new("");
    private static readonly KubeconfigType Texts = ListOf(Text);
    private static readonly KubeconfigType Extensions = ListOf(Map(("name", Text), ("extension", Any)));
    private static readonly KubeconfigType Cluster = Map(
        ("server", Text),
        ("tls-server-name", Text),
        ("insecure-skip-tls-verify", Boolean),
        ("certificate-authority", Text),
        ("certificate-authority-data", Text),
        ("proxy-url", Text),
        ("disable-compression", Boolean),
        ("extensions", Extensions)
    );
    private static readonly KubeconfigType Exec = Map(
        ("apiVersion", Text),
        ("command", Text),
        ("args", Texts),
        ("env", ListOf(Map(("name", Text), ("value", Text)))),
        ("installHint", Text),
        ("provideClusterInfo", Boolean),
        ("interactiveMode", Text)
    );
    private static readonly KubeconfigType User = Map(
        ("client-certificate", Text),
        ("client-certificate-data", Text),
        ("client-key", Text),
        ("client-key-data", Text),
        ("token", Text),
        ("tokenFile", Text),
        ("as", Text),
        ("as-uid", Text),
        ("as-groups", Texts),
        ("as-user-extra", MapOf(Texts)),
        ("username", Text),
        ("password", Text),
        ("auth-provider", Map(("name", Text), ("config", MapOf(Text)))),
        ("exec", Exec),
        ("extensions", Extensions)
    );
    private static readonly KubeconfigType Context = Map(
        ("cluster", Text),
        ("user", Text),
        ("namespace", Text),
        ("extensions", Extensions)
    );

    private readonly string _advice;

    private KubeconfigType(string advice) => _advice = advice;

    /// <summary>Type of a whole file.</summary>
    public static KubeconfigType Root { get; } =
        Map(
            ("apiVersion", Text),
            ("kind", Text),
            ("preferences", Map(("colors", Boolean), ("extensions", Extensions))),
            ("clusters", ListOf(Map(("name", Text), ("cluster", Cluster)))),
            ("users", ListOf(Map(("name", Text), ("user", User)))),
            ("contexts", ListOf(Map(("name", Text), ("context", Context)))),
            ("current-context", Text),
            ("extensions", Extensions)
        );

    /// <summary>Type of the items of a list, or of the values of a map with any keys; otherwise null.</summary>
    private KubeconfigType? Item { get; init; }

    /// <summary>Types of the fields of a map; null for a list, and for a map with any keys.</summary>
    private FrozenDictionary<string, KubeconfigType>? Fields { get; init; }

    private bool IsMap { get; init; }

    /// <summary>Reports each value that has another type. Null has every type, and unknown fields are
    /// ignored.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="value">Value of the field.</param>
    /// <param name="report">Receives the name, value and advice.</param>
    public void Check(string name, DocumentNode value, Action<string, DocumentNode, string> report)
    {
        if (!Accepts(value))
        {
            report(name, value, _advice);
            return;
        }

        if (value is DocumentList items && Item is not null)
        {
            foreach (DocumentNode item in items)
            {
                Item.Check($"an item of {name}", item, report);
            }
        }

        if (value is DocumentMap map)
        {
            foreach (DocumentEntry entry in map)
            {
                (Item ?? Fields?.GetValueOrDefault(entry.Key))?.Check(TextEscaping.Escape(entry.Key), entry.Value, report);
            }
        }
    }

    private static KubeconfigType ListOf(KubeconfigType item) => new("use a list") { Item = item };

    private static KubeconfigType MapOf(KubeconfigType value) => new("use a map") { IsMap = true, Item = value };

    private static KubeconfigType Map(params (string Name, KubeconfigType Type)[] fields) =>
        new("use a map")
        {
            IsMap = true,
            Fields = fields.ToFrozenDictionary(field => field.Name, field => field.Type, StringComparer.Ordinal),
        };

    private bool Accepts(DocumentNode value)
    {
        if (this == Any)
        {
            return true;
        }

        return value switch
        {
            DocumentScalar { ScalarKind: ScalarKind.Null } => true,
            DocumentScalar { ScalarKind: ScalarKind.Text or ScalarKind.Timestamp } => this == Text,
            DocumentScalar { ScalarKind: ScalarKind.Boolean } => this == Boolean,
            DocumentMap => IsMap,
            DocumentList => Item is not null && !IsMap,
            _ => false,
        };
    }
}
