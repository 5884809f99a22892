namespace Templating.Tests;

public class TemplateRulesTests
{
    [Theory]
    [InlineData("{{lookup labels \"x\"}}", 1, 1)]
    [InlineData("{{log node.name}}", 1, 1)]
    [InlineData("line\n  {{unknown node}}", 2, 3)]
    [InlineData("{{#unknown node}}x{{/unknown}}", 1, 1)]
    [InlineData("{{#containers}}x{{/containers}}", 1, 1)]
    [InlineData("{{^containers}}x{{/containers}}", 1, 1)]
    [InlineData("{{> partial}}", 1, 1)]
    [InlineData("{{~> partial}}", 1, 1)]
    [InlineData("{{#> layout}}x{{/layout}}", 1, 1)]
    [InlineData("{{#*inline \"x\"}}x{{/inline}}", 1, 1)]
    [InlineData("{{* decorator}}", 1, 1)]
    [InlineData("{{{{raw}}}}x{{{{/raw}}}}", 1, 1)]
    [InlineData("{{&node.name}}", 1, 1)]
    [InlineData("{{#if (lookup labels \"x\")}}x{{/if}}", 1, 1)]
    [InlineData("{{quote (log node.name)}}", 1, 1)]
    [InlineData("{{#if a}}{{else foo b}}{{/if}}", 1, 10)]
    public void A_disallowed_construct_is_rejected_when_the_template_is_parsed(string template, int line, int column)
    {
        Problem problem = Problems(template)[0];

        problem.Code.ShouldBe(ProblemCode.TemplateFailed);
        problem.Position.ShouldBe(new TextPosition(line, column));
    }

    [Theory]
    [InlineData("{{#each containers}}x", 1, 1)]
    [InlineData("x\n{{/each}}", 2, 1)]
    [InlineData("{{#each containers}}\n{{#if name}}\n{{/each}}\n{{/if}}", 3, 1)]
    [InlineData("x {{node.name", 1, 3)]
    [InlineData("x {{}}", 1, 3)]
    [InlineData("{{node.name}", 1, 1)]
    public void A_malformed_template_is_rejected_with_its_position(string template, int line, int column) =>
        Problems(template)[0].Position.ShouldBe(new TextPosition(line, column));

    [Fact]
    public void All_problems_are_reported_at_once() =>
        Problems("{{> a}}\n{{lookup b c}}\n{{#foo}}x{{/foo}}").Select(problem => problem.Position.Line).ShouldBe([1, 2, 3]);

    [Fact]
    public void Deep_nesting_is_rejected()
    {
        string deep = string.Concat(Enumerable.Repeat("{{#if node.name}}", 10_000));

        Problems(deep).ShouldContain(problem => problem.Message.Contains("deeper", StringComparison.Ordinal));
    }

    [Fact]
    public void Deeply_nested_calls_are_rejected() =>
        Problems("{{quote " + new string('(', 500) + "}}").ShouldNotBeEmpty();

    [Fact]
    public void A_template_that_is_too_large_is_rejected() => Problems(new string('x', 2_000_000)).ShouldNotBeEmpty();

    [Theory]
    [InlineData(@"\{{lookup}}")]
    [InlineData("{{!-- {{> partial}} --}}")]
    [InlineData("{{quote \"}} {{> x}}\"}}")]
    public void Escaped_tags_comments_and_string_literals_are_not_parsed_as_tags(string template) => Should.NotThrow(() => HandlebarsScriptTemplate.Parse(template));

    private static ValueList<Problem> Problems(string template) =>
        Should.Throw<TemplateException>(() => HandlebarsScriptTemplate.Parse(template, "start.hbs")).Problems;
}
