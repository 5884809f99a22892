using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Scalewright.Templating;

/// <summary>Parses templates and restricts their content, before they are rendered.</summary>
internal static class TemplateRules
{
    public const int MaxSourceBytes = 1024 * 1024;
    private const int MaxExpressionDepth = 100;

    /// <summary>Parses a template and reports all problems of syntax, or else those of content.</summary>
    public static Template Parse(string text, ProblemList problems)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaxSourceBytes)
        {
            problems.Add(TemplateProblems.Create(default, "the template is larger than 1 MiB", "split the script"));
            text = "";
        }

        Template template = Template.Parse(text, parserOptions: new ParserOptions { ExpressionDepthLimit = MaxExpressionDepth });
        foreach (LogMessage message in template.Messages)
        {
            problems.Add(TemplateProblems.FromMessage(message.Span, message.Message));
        }

        CheckClosed(text, problems);
        if (!problems.HasErrors)
        {
            TemplateChecker checker = new(problems);
            checker.Visit(template.Page);
            checker.CheckNames();
        }

        return template;
    }

    /// <summary>Reports a tag that the template ends in, because Scriban accepts it.</summary>
    private static void CheckClosed(string text, ProblemList problems)
    {
        Token last = new Lexer(text).LastOrDefault(token => token.Type is TokenType.CodeEnter or TokenType.CodeExit);
        if (last.Type == TokenType.CodeEnter)
        {
            SourceSpan span = new("", last.Start, last.End);
            problems.Add(TemplateProblems.Create(span, "'{{' is not closed", "add }}"));
        }
    }
}

/// <summary>Reports statements, operators and names that a template cannot use.</summary>
internal sealed class TemplateChecker(ProblemList problems) : ScriptVisitor
{
    private const int MaxDepth = 16;
    private const int MaxNameLength = 60;
    private const string AllowedStatements = "use if, case, for, while, func, ret, break, continue and name = value";
    private const string AllowedExpressions =
        "use names, numbers, texts, lists, function calls, pipes, ? :, and arithmetic and comparison operators";

    private readonly HashSet<string> _assigned = new(StringComparer.Ordinal) { "for", "while" };
    private readonly List<ScriptVariable> _used = [];
    private int _depth;

    public override void Visit(ScriptNode? node)
    {
        switch (node)
        {
            case ScriptBlockStatement when _depth == MaxDepth:
                Add(node, $"blocks are nested deeper than {MaxDepth}", "nest less");
                break;
            case ScriptBlockStatement:
                _depth++;
                base.Visit(node);
                _depth--;
                break;
            case ScriptFunction
            or ScriptForStatement
            or ScriptAssignExpression
            or ScriptMemberExpression
            or ScriptVariableGlobal
            or ScriptNamedArgument
            or ScriptBinaryExpression
            or ScriptIncrementDecrementExpression:
                VisitParts(node);
                break;
            case ScriptStatement
            and not (
                ScriptRawStatement
                or ScriptEscapeStatement
                or ScriptExpressionStatement
                or ScriptIfStatement
                or ScriptElseStatement
                or ScriptEndStatement
                or ScriptCaseStatement
                or ScriptWhenStatement
                or ScriptWhileStatement
                or ScriptBreakStatement
                or ScriptContinueStatement
                or ScriptReturnStatement
                or ScriptNopStatement
            ):
                Add(node, $"'{Name(node)}' is not allowed", AllowedStatements);
                break;
            case ScriptExpression
            and not (
                ScriptLiteral
                or ScriptVariableLocal
                or ScriptFunctionCall
                or ScriptPipeCall
                or ScriptNestedExpression
                or ScriptUnaryExpression
                or ScriptConditionalExpression
                or ScriptIndexerExpression
                or ScriptArrayInitializerExpression
                or ScriptInterpolatedStringExpression
                or ScriptInterpolatedExpression
            ):
                Add(node, $"'{Name(node)}' is not allowed", AllowedExpressions);
                break;
            default:
                base.Visit(node);
                break;
        }
    }

    /// <summary>Reports names that are neither known nor assigned anywhere.</summary>
    public void CheckNames()
    {
        foreach (ScriptVariable name in _used.Where(name => !_assigned.Contains(name.Name) && !IsKnown(name.Name)))
        {
            Add(
                name,
                $"'{Name(name)}' does not exist",
                $"assign it, or use {string.Join(", ", TemplateModel.Names.Concat(TemplateFunctions.All.Keys))}"
            );
        }
    }

    private void VisitParts(ScriptNode node)
    {
        switch (node)
        {
            case ScriptVariableGlobal name:
                _used.Add(name);
                break;
            case ScriptMemberExpression { Target: ScriptVariableGlobal group } member:
                CheckFunction(group, member.Member!);
                _used.Add(group);
                break;
            case ScriptMemberExpression member:
                Visit(member.Target);
                break;
            case ScriptNamedArgument argument:
                Visit(argument.Value);
                break;
            case ScriptFunction function:
                VisitFunction(function);
                break;
            case ScriptForStatement loop and not ScriptTableRowStatement:
                Assign(loop.Variable!);
                Visit(loop.Iterator);
                Visit(loop.NamedArguments);
                Visit(loop.Body);
                Visit(loop.Else);
                break;
            case ScriptAssignExpression { EqualToken.TokenType: TokenType.Equal } assignment:
                Assign(assignment.Target!);
                Visit(assignment.Value);
                break;
            case ScriptBinaryExpression { Operator: not (ScriptBinaryOperator.ShiftLeft or ScriptBinaryOperator.ShiftRight) } binary:
                Visit(binary.Left);
                Visit(binary.Right);
                break;
            default:
                Add(node, $"'{Name(node)}' is not allowed", node is ScriptStatement ? AllowedStatements : AllowedExpressions);
                break;
        }
    }

    private void VisitFunction(ScriptFunction function)
    {
        Assign(function.NameOrDoToken!);
        foreach (ScriptParameter parameter in function.Parameters ?? [])
        {
            Assign(parameter.Name!);
        }

        Visit(function.Body);
    }

    private void CheckFunction(ScriptVariableGlobal group, ScriptVariable function)
    {
        if (
            TemplateFunctions.All.TryGetValue(null!, default, group.Name, out object? value)
            && value is ScriptObject functions
            && !functions.ContainsKey(function.Name)
        )
        {
            Add(function, $"'{Name(group)}.{Name(function)}' does not exist", $"use {string.Join(", ", functions.Keys)}");
        }
    }

    private void Assign(ScriptNode target)
    {
        if (target is not ScriptVariable name || IsKnown(name.Name))
        {
            Add(target, $"'{Name(target)}' cannot be assigned", "assign a new name");
        }
        else
        {
            _assigned.Add(name.Name);
        }
    }

    private static bool IsKnown(string name) => TemplateModel.Names.Contains(name) || TemplateFunctions.All.ContainsKey(name);

    private static string Name(ScriptNode node) => TextEscaping.EscapeAndTruncate(node.ToString().Trim(), MaxNameLength);

    private void Add(ScriptNode node, string found, string advice) => problems.Add(TemplateProblems.Create(node.Span, found, advice));
}
