using System.Globalization;
using System.Numerics;
using Scalewright.Documents;

namespace PhenixScaleApp.Documents;

/// <summary>A text, number, truth value, null, or date of YAML.</summary>
internal sealed class ScalarValue : Value
{
    /// <summary>A scalar.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="text">A text as it is; a number as JSON writes it; <c>true</c> or <c>false</c>; empty for null.</param>
    public ScalarValue(ScalarKind kind, string text) => (Kind, Text) = (kind, text);

    /// <summary>A text.</summary>
    public ScalarValue(string text)
        : this(ScalarKind.Text, text)
    {
    }

    /// <summary>An integer.</summary>
    public ScalarValue(BigInteger number)
        : this(ScalarKind.Integer, number.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>Nothing.</summary>
    public static ScalarValue Null { get; } = new(ScalarKind.Null, "");

    /// <summary>True.</summary>
    public static ScalarValue True { get; } = new(ScalarKind.Boolean, "true");

    /// <summary>False.</summary>
    public static ScalarValue False { get; } = new(ScalarKind.Boolean, "false");

    /// <summary>What the scalar is.</summary>
    public ScalarKind Kind { get; }

    /// <summary>Its characters.</summary>
    public string Text { get; }

    /// <summary>True for a text.</summary>
    public bool IsText => Kind == ScalarKind.Text;

    /// <summary>The number of an integer or a truth value.</summary>
    public BigInteger ToInteger() => Kind == ScalarKind.Boolean
        ? (Text == "true" ? 1 : 0)
        : BigInteger.Parse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override void WriteTo(DocumentWriter writer)
    {
        if (Kind == ScalarKind.Text)
        {
            writer.WriteText(Text);
        }
        else
        {
            writer.WriteLiteral(Kind == ScalarKind.Null ? "null" : Text);
        }
    }
}
