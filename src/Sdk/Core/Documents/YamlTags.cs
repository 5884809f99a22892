using YamlDotNet.Core;

namespace Scalewright.Documents;

/// <summary>Accepts only the tags of the core schema. Data never selects a .NET type.</summary>
internal sealed class YamlTags(ProblemList problems, ScalarSchema schema)
{
    private const string Prefix = "tag:yaml.org,2002:";

    /// <summary>Reports a map or list whose tag does not match its kind.</summary>
    public void CheckCollection(TagName tag, bool isMap, TextPosition position)
    {
        if (tag.IsEmpty || tag.Value == "!" || tag.Value == Prefix + (isMap ? "map" : "seq") || (!isMap && IsPairs(tag)))
        {
            return;
        }

        if (IsCore(tag.Value))
        {
            problems.AddError(
                ProblemCode.WrongType,
                position,
                "",
                $"the tag {Show(tag)} stands at {(isMap ? "a map" : "a list")}",
                "remove the tag"
            );
        }
        else
        {
            Reject(tag, position);
        }
    }

    /// <summary>Returns true if a list has the tag of a list of pairs and the schema supports it.</summary>
    public bool IsPairs(TagName tag) => schema.IsLenient && !tag.IsEmpty && tag.Value is Prefix + "omap" or Prefix + "pairs";

    /// <summary>Resolves a scalar by its tag, or by the schema when it has no tag.</summary>
    public DocumentScalar Resolve(TagName tag, string text, bool isPlain, TextPosition position)
    {
        if (tag.IsEmpty)
        {
            ScalarValue plain = isPlain ? schema.Resolve(text) : new ScalarValue(ScalarKind.Text, text);
            return new DocumentScalar(plain.Kind, plain.Text, position);
        }

        if (tag.Value == "!" || tag.Value == Prefix + "str")
        {
            return new DocumentScalar(ScalarKind.Text, text, position);
        }

        if (GetKind(tag.Value) is not { } kind)
        {
            RejectScalar(tag, position);
            return new DocumentScalar(ScalarKind.Text, text, position);
        }

        ScalarValue value = schema.ResolveAs(kind, text);
        bool isWhole = kind == ScalarKind.Number && value.Kind == ScalarKind.Integer;
        if (value.Kind != kind && !isWhole)
        {
            problems.AddError(
                ProblemCode.WrongType,
                position,
                "",
                $"'{TextEscaping.Escape(text)}' is not what its tag {Show(tag)} says",
                "remove the tag"
            );
        }

        return new DocumentScalar(kind, value.Text, position);
    }

    private ScalarKind? GetKind(string tag) =>
        tag switch
        {
            Prefix + "int" => ScalarKind.Integer,
            Prefix + "float" => ScalarKind.Number,
            Prefix + "bool" => ScalarKind.Boolean,
            Prefix + "null" => ScalarKind.Null,
            Prefix + "timestamp" when schema.IsLenient => ScalarKind.Timestamp,
            _ => null,
        };

    private bool IsCore(string tag) => GetKind(tag) is not null || tag is Prefix + "str" or Prefix + "map" or Prefix + "seq";

    private static string Show(TagName tag) =>
        TextEscaping.Escape(tag.Value.StartsWith(Prefix, StringComparison.Ordinal) ? $"!!{tag.Value[Prefix.Length..]}" : tag.Value);

    private void RejectScalar(TagName tag, TextPosition position)
    {
        if (IsCore(tag.Value))
        {
            problems.AddError(ProblemCode.WrongType, position, "", $"the tag {Show(tag)} stands at a scalar", "remove the tag");
        }
        else
        {
            Reject(tag, position);
        }
    }

    private void Reject(TagName tag, TextPosition position) =>
        problems.AddError(ProblemCode.UnsupportedTag, position, "", $"the tag {Show(tag)} is not allowed", Advise(tag.Value));

    /// <summary>Without the tag, an encrypted value would be used as it is, and templates would be evaluated.</summary>
    private static string Advise(string tag) =>
        tag switch
        {
            "!vault" or "!vault-encrypted" => "keep the tag, or the encrypted text becomes the value; decrypt the file "
                + "with 'ansible-vault view' into a file that only you can read, or pass the value to Ansible in another "
                + "file",
            "!unsafe" => "keep the tag, or Ansible evaluates templates in the value; pass the value to Ansible in another file",
            _ => "write the value without a tag if it is a plain text, number, list or map; types follow from the field",
        };
}
