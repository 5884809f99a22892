using System.Collections;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Scalewright.Templating;

/// <summary>Function that a template can call, without reflection.</summary>
internal sealed class TemplateFunction(int count, Func<TemplateCall, object?> body) : IScriptCustomFunction
{
    public int RequiredParameterCount => count;

    public int ParameterCount => count;

    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.None;

    public Type ReturnType => typeof(object);

    public ScriptParameterInfo GetParameterInfo(int index) => new(typeof(object), "");

    public object? Invoke(
        TemplateContext context,
        ScriptNode? callerContext,
        ScriptArray arguments,
        ScriptBlockStatement? blockStatement
    ) => body(new TemplateCall((RenderContext)context, callerContext?.Span ?? context.CurrentSpan, arguments));

    public ValueTask<object?> InvokeAsync(
        TemplateContext context,
        ScriptNode? callerContext,
        ScriptArray arguments,
        ScriptBlockStatement? blockStatement
    ) => new(Invoke(context, callerContext, arguments, blockStatement));
}

/// <summary>Call of a function, with the conversion of its arguments.</summary>
internal sealed class TemplateCall(RenderContext context, SourceSpan span, ScriptArray arguments) : IComparer<object?>
{
    private const int MaxWidth = 100;
    private const int ItemLength = 16;

    public string Text(int index) => Format(arguments[index]);

    public string Format(object? value) => context.ObjectToString(value) ?? "";

    public string Pattern(int index) =>
        Text(index) is { Length: > 0 } pattern
            ? pattern
            : throw new TemplateFault(span, "the text to find is empty", "use a text of 1 character or more");

    public int Width(int index) =>
        int.TryParse(Text(index), NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width <= MaxWidth
            ? width
            : throw new TemplateFault(span, $"the width is '{TextEscaping.Escape(Text(index))}'", $"use 0 to {MaxWidth}");

    public double Number(int index) =>
        arguments[index] is int or long or double
            ? Convert.ToDouble(arguments[index], CultureInfo.InvariantCulture)
            : throw new TemplateFault(span, $"'{TextEscaping.Escape(Text(index))}' is not a number", "use a number");

    public IEnumerable<object?> List(int index) =>
        arguments[index] is IEnumerable items and not string
            ? items.Cast<object?>()
            : throw new TemplateFault(span, $"'{TextEscaping.Escape(Text(index))}' is not a list", "use a list");

    public object? Member(object? item, string name) =>
        item is ScriptObject parent && parent.TryGetValue(context, span, name, out object? value)
            ? value
            : RenderContext.RejectMember(span, item, name);

    public ScriptArray NewList(IEnumerable<object?> items)
    {
        ScriptArray list = [];
        foreach (object? item in items)
        {
            context.SpendComputed(ItemLength);
            list.Add(item);
        }

        return list;
    }

    public string Join(string separator, IEnumerable<string> items)
    {
        StringBuilder text = new();
        bool isFirst = true;
        foreach (string item in items)
        {
            context.SpendComputed(separator.Length + item.Length);
            text.Append(isFirst ? "" : separator).Append(item);
            isFirst = false;
        }

        return text.ToString();
    }

    /// <summary>Compares numbers by value, and anything else by its text, in ordinal order.</summary>
    public int Compare(object? x, object? y) =>
        (x, y) is (int or long or double, int or long or double)
            ? Convert.ToDouble(x, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(y, CultureInfo.InvariantCulture))
            : string.CompareOrdinal(Format(x), Format(y));
}
