using YamlDotNet.Core;

namespace Scalewright.Documents;

/// <summary>Accepts only the tags of the core schema. Data never selects a .NET type.</summary>
internal sealed class YamlTags(ProblemList problems, ScalarSchema schema)
{
    private const string Prefix = "tag:yaml.org,2002:";

    /// <summary>Reports a map or list whose tag does not match its kind.</summary>
    public void CheckCollection(TagName tag, bool isMap, TextPosition spot)
    {
        if (tag.IsEmpty || tag.Value == "!" || tag.Value == Prefix + (isMap ? "map" : "seq") || (!isMap
            && IsPairs(tag)))
        {
            return;
        }

        if (IsCore(tag.Value))
        {
            problems.AddError(ProblemCode.WrongType, spot, "",
                $"the tag {Show(tag)} stands at {(isMap ? "a map" : "a list")}", "remove the tag");
        }
        else
        {
            Refuse(tag, spot);
        }
    }

    /// <summary>True if a list has the tag of a list of pairs and the schema supports it.</summary>
    public bool IsPairs(TagName tag) =>
        schema.IsLenient && !tag.IsEmpty && tag.Value is Prefix + "omap" or Prefix + "pairs";

    /// <summary>Resolves a scalar by its tag, or by the schema when it has no tag.</summary>
    public DocumentScalar Resolve(TagName tag, string text, bool isPlain, TextPosition spot)
    {
        if (tag.IsEmpty)
        {
            ScalarValue plain = isPlain ? schema.Resolve(text) : new ScalarValue(ScalarKind.Text, text);
            return new DocumentScalar(plain.Kind, plain.Text, spot);
        }

        if (tag.Value == "!" || tag.Value == Prefix + "str")
        {
            return new DocumentScalar(ScalarKind.Text, text, spot);
        }

        if (KindOf(tag.Value) is not { } wanted)
        {
            RefuseScalar(tag, spot);
            return new DocumentScalar(ScalarKind.Text, text, spot);
        }

        ScalarValue value = schema.ResolveAs(wanted, text);
        bool isWhole = wanted == ScalarKind.Number && value.Kind == ScalarKind.Integer;
        if (value.Kind != wanted && !isWhole)
        {
            problems.AddError(ProblemCode.WrongType, spot, "",
                $"'{TextEscaping.Escape(text)}' is not what its tag {Show(tag)} says", "remove the tag");
        }

        return new DocumentScalar(wanted, value.Text, spot);
    }

    private ScalarKind? KindOf(string tag) => tag switch
    {
        Prefix + "int" => ScalarKind.Integer,
        Prefix + "float" => ScalarKind.Number,
        Prefix + "bool" => ScalarKind.Boolean,
        Prefix + "null" => ScalarKind.Null,
        Prefix + "timestamp" when schema.IsLenient => ScalarKind.Timestamp,
        _ => null,
    };

    private bool IsCore(string tag) =>
        KindOf(tag) is not null || tag is Prefix + "str" or Prefix + "map" or Prefix + "seq";

    private static string Show(TagName tag) => TextEscaping.Escape(
        tag.Value.StartsWith(Prefix, StringComparison.Ordinal) ? $"!!{tag.Value[Prefix.Length..]}" : tag.Value);

    private void RefuseScalar(TagName tag, TextPosition spot)
    {
        if (IsCore(tag.Value))
        {
            problems.AddError(
                ProblemCode.WrongType, spot, "", $"the tag {Show(tag)} stands at a scalar", "remove the tag");
        }
        else
        {
            Refuse(tag, spot);
        }
    }

    private void Refuse(TagName tag, TextPosition spot) =>
        problems.AddError(ProblemCode.UnsupportedTag, spot, "", $"the tag {Show(tag)} is not allowed",
            "remove the tag; types follow from the field");
}
