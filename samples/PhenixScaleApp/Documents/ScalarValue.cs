using System.Globalization;
using System.Numerics;
using Scalewright.Documents;

namespace PhenixScaleApp.Documents;

/// <summary>A text, number, boolean, null, or date of YAML.</summary>
internal sealed class ScalarValue : Value
{
    /// <summary>Creates a scalar.</summary>
    /// <param name="text">A text unchanged; a number as JSON writes it; <c>true</c> or <c>false</c>; empty for
    /// null.</param>
    public ScalarValue(ScalarKind kind, string text) => (Kind, Text) = (kind, text);

    public ScalarValue(string text)
        : this(ScalarKind.Text, text)
    {
    }

    public ScalarValue(BigInteger number)
        : this(ScalarKind.Integer, number.ToString(CultureInfo.InvariantCulture))
    {
    }

    public static ScalarValue Null { get; } = new(ScalarKind.Null, "");

    public static ScalarValue True { get; } = new(ScalarKind.Boolean, "true");

    public static ScalarValue False { get; } = new(ScalarKind.Boolean, "false");

    public ScalarKind Kind { get; }

    public string Text { get; }

    public bool IsText => Kind == ScalarKind.Text;

    /// <summary>Number of an integer or a boolean.</summary>
    public BigInteger ToInteger() => Kind == ScalarKind.Boolean
        ? (Text == "true" ? 1 : 0)
        : BigInteger.Parse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public override void WriteTo(DocumentWriter writer)
    {
        if (Kind == ScalarKind.Text)
        {
            writer.WriteText(Text);
        }
        else
        {
            writer.WriteNumberOrKeyword(Kind == ScalarKind.Null ? "null" : Text);
        }
    }
}
