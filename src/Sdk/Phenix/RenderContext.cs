using System.Collections;
using System.Numerics;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Scalewright.Templating;

/// <summary>
/// Evaluates one template: unknown names are errors, no value needs reflection, and each expression consumes budget.
/// </summary>
internal sealed class RenderContext : TemplateContext
{
    private const int MaxLoopSteps = 1_000_000;
    private const int MaxCallDepth = 50;
    private const int MaxListedNames = 20;

    private readonly RenderBudget _budget;

    public RenderContext(ScriptObject model, RenderBudget budget, TemplateLimits limits)
        : base(TemplateFunctions.All, StringComparer.Ordinal)
    {
        _budget = budget;
        StrictVariables = true;
        EnableRelaxedMemberAccess = false;
        EnableRelaxedIndexerAccess = false;
        AutoIndent = false;
        NewLine = "\n";
        LoopLimit = MaxLoopSteps;
        RecursiveLimit = MaxCallDepth;
        // Scriban truncates output at this length. It is never reached, because the budget ends before.
        LimitToString = (int)Math.Min(limits.MaxOutputBytes + 1L, int.MaxValue);
        TryGetMember = static (TemplateContext _, SourceSpan span, object target, string member, out object? value) =>
        {
            value = RejectMember(span, target, member);
            return true;
        };
        PushGlobal(model);
        PushGlobal(new ScriptObject(StringComparer.Ordinal));
        PushOutput(new RenderOutput(budget));
    }

    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        _budget.SpendTime();
        bool isLogic = scriptNode is ScriptBinaryExpression { Operator: ScriptBinaryOperator.And or ScriptBinaryOperator.Or };
        object? value =
            scriptNode is ScriptBinaryExpression binary && !isLogic ? Calculate(binary) : base.Evaluate(scriptNode, aliasReturnedFunction);
        switch (value)
        {
            case string text:
                SpendComputed(text.Length);
                break;
            case BigInteger:
                throw new TemplateFault(scriptNode!.Span, "the number has more than 64 bits", "use smaller numbers");
        }

        return value;
    }

    /// <summary>Counts text and lists that expressions compute, because they need memory.</summary>
    public void SpendComputed(int length) => _budget.SpendComputed(length);

    /// <summary>Returns false for empty texts, zero and empty lists, as in Python.</summary>
    public override bool ToBool(SourceSpan span, object? value) =>
        value switch
        {
            string text => text.Length > 0,
            int number => number != 0,
            long number => number != 0,
            double number => number != 0,
            ICollection items => items.Count > 0,
            _ => base.ToBool(span, value),
        };

    /// <summary>Gives access to values of templates only, because other objects would need reflection.</summary>
    protected override IObjectAccessor? GetMemberAccessorImpl(object target) =>
        target is IScriptObject or string || target.GetType().IsPrimitive ? base.GetMemberAccessorImpl(target) : null;

    /// <summary>Calculates with numbers and texts. The product of a list and a number could have any size.</summary>
    private object? Calculate(ScriptBinaryExpression binary)
    {
        object? left = Operand(binary.Left);
        object? right = Operand(binary.Right);
        return ScriptBinaryExpression.Evaluate(this, binary.Span, binary.Operator, binary.Left!.Span, left, binary.Right!.Span, right);
    }

    private object? Operand(ScriptExpression? expression) =>
        Evaluate(expression, aliasReturnedFunction: false) switch
        {
            IEnumerable and not string => throw new TemplateFault(
                expression!.Span,
                "the operand is a list",
                "use operators with numbers and texts, and functions with lists"
            ),
            object value => value,
            null => null,
        };

    /// <exception cref="TemplateFault">Always.</exception>
    public static object? RejectMember(SourceSpan span, object? parent, string name) =>
        throw new TemplateFault(
            span,
            $"'{TextEscaping.Escape(name)}' does not exist",
            parent is ScriptObject { Count: > 0 } parentObject
                ? $"use {string.Join(", ", parentObject.Keys.Take(MaxListedNames).Select(TextEscaping.Escape))}"
                : "use a value with names"
        );
}

/// <summary>Collects the output of a template.</summary>
internal sealed class RenderOutput(RenderBudget budget) : IScriptOutput
{
    private readonly StringBuilder _text = new();

    public void Write(string text, int offset, int count)
    {
        ReadOnlySpan<char> piece = text.AsSpan(offset, count);
        budget.SpendBytes(Encoding.UTF8.GetByteCount(piece));
        _text.Append(piece);
    }

    public ValueTask WriteAsync(string text, int offset, int count, CancellationToken cancellationToken)
    {
        Write(text, offset, count);
        return ValueTask.CompletedTask;
    }

    public override string ToString() => _text.ToString();
}
