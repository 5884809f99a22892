using static Templating.Tests.Rendering;

namespace Templating.Tests;

public class ScribanScriptTests
{
    [Theory]
    [InlineData("{{ topology }} {{ group }} {{ plugin }}", "demo farm builtin@3.0.0")]
    [InlineData("{{ node.name }} {{ node.number }} {{ node.containers }}", "node-1 1 2")]
    [InlineData("{{ node.image }} {{ node.cpu }} {{ node.memory }} {{ node.os }}", "ubuntu.qc2 4 2048 linux")]
    [InlineData("{{ container.cpu }} {{ container.memory }} {{ container.rootfs }}", "1 512 otsimfs.tgz")]
    [InlineData("{{ labels.colour }} {{ labels['colour'] }}", "green green")]
    [InlineData("{{ for label in labels }}{{ label.key }}={{ label.value }};{{ end }}", "colour=green;")]
    [InlineData(
        "{{ for c in containers }}{{ c.name }},{{ c.number }},{{ c.index }},{{ c.unit }},{{ c.gateway }};{{ end }}",
        "node-1-c1,1,0,1,172.16.0.1;node-1-c2,2,1,2,172.16.0.1;"
    )]
    [InlineData(
        "{{ for c in containers; for link in c.links }}{{ link.interface }}:{{ link.network }}={{ link.address }}/{{ link.prefix }} {{ end; end }}",
        "0:MGMT=172.16.0.2/12 1:EXT=10.10.0.1/16 0:MGMT=172.16.0.3/12 1:EXT=10.10.0.2/16 "
    )]
    [InlineData("{{ for c in containers }}{{ node.name }}{{ if !for.last }},{{ end }}{{ end }}", "node-1,node-1")]
    [InlineData("{{ containers[1].name }} {{ containers.size }}", "node-1-c2 2")]
    public void A_template_can_refer_to_the_data_of_its_node(string template, string expected) => Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ quote variables.text }}", @"'it'\''s $(id)'")]
    [InlineData("{{ variables.text | quote }}", @"'it'\''s $(id)'")]
    [InlineData("{{ pad node.number 4 }}", "0001")]
    [InlineData("{{ if node.os == \"linux\" }}yes{{ else }}no{{ end }}", "yes")]
    [InlineData("{{ if node.os != \"windows\" }}yes{{ end }}", "yes")]
    [InlineData("{{ if variables.empty || 0 || [] || commands }}yes{{ else }}no{{ end }}", "no")]
    [InlineData("a{{# a remark }}b{{ ## another\n remark ## }}c", "abc")]
    [InlineData("a\n{{~ if node.name ~}}\nb\n{{~ end ~}}\nc", "a\nb\nc")]
    [InlineData("{{ case node.os; when 'windows' }}w{{ when 'linux' }}l{{ end }}", "l")]
    [InlineData("{{ n = 0 }}{{ while n < 3 }}{{ n }}{{ n = n + 1 }}{{ end }}", "012")]
    [InlineData("{{ func twice(x); ret x + x; end }}{{ twice 'ab' }}{{ 2 | twice }}", "abab4")]
    [InlineData("{{ 7 // 2 }} {{ 7 / 2 }} {{ 7 % 2 }} {{ 1.5 * 2 }} {{ math.ceil 7.2 }}", "3 3.5 1 3 8")]
    [InlineData("{{ '{{ node.name }}' }}{%{ {{ raw }} }%}", "{{ node.name }} {{ raw }} ")]
    public void Supported_statements_functions_and_comments_render_as_expected(string template, string expected) =>
        Render(template, topology: null, ("text", "it's $(id)"), ("empty", "")).ShouldBe(expected);

    [Theory]
    [InlineData("'a-b' | string.append 'c' | string.prepend 'd'", "da-bc")]
    [InlineData("string.contains 'abc' 'b'", "true")]
    [InlineData("string.starts_with 'abc' 'A'", "false")]
    [InlineData("string.ends_with 'abc' 'bc'", "true")]
    [InlineData("'aB' | string.upcase", "AB")]
    [InlineData("'I' | string.downcase", "i")]
    [InlineData("(' a ' | string.strip) + (' b' | string.lstrip) + ('c ' | string.rstrip)", "abc")]
    [InlineData("('a' | string.pad_left 3) + ('b' | string.pad_right 3) + 'c'", "  ab  c")]
    [InlineData("'a.b.c' | string.replace '.' '-'", "a-b-c")]
    [InlineData("'a,b' | string.split ',' | array.last", "b")]
    [InlineData("'abc' | string.size", "3")]
    [InlineData("[10, 9, 'x', 9] | array.uniq | array.sort | array.join ','", "9,10,x")]
    [InlineData("[1, 2] | array.reverse | array.first", "2")]
    [InlineData("array.contains [1, 2] 2", "true")]
    [InlineData("containers | array.map 'name' | array.join ' '", "node-1-c1 node-1-c2")]
    [InlineData("1..3 | array.size", "3")]
    [InlineData("(-2.5) | math.round | math.floor | math.abs", "2")]
    public void Each_function_has_one_result(string expression, string expected) => Render($"{{{{ {expression} }}}}").ShouldBe(expected);

    // The left side is Mako, as templates of phenix are written; the page script-templates.md has the same table.
    [Theory]
    [InlineData(
        "% for c in containers:",
        "{{~ for c in containers ~}}\nstart {{ c.name }}\n{{~ end ~}}\n",
        "start node-1-c1\nstart node-1-c2\n"
    )]
    [InlineData(
        "${' '.join(link['network'] for link in c['links'])}",
        "{{ c = containers[0] }}{{ c.links | array.map \"network\" | array.join \" \" }}",
        "MGMT EXT"
    )]
    [InlineData("${loop.index}", "{{ for c in containers }}{{ for.index }}{{ end }}", "01")]
    [InlineData(
        "loop.first, loop.last",
        "{{ for c in containers }}{{ if for.first }}[{{ end }}{{ c.number }}{{ if for.last }}]{{ end }}{{ end }}",
        "[12]"
    )]
    [InlineData(
        "% if node['cpu'] > 2:",
        "{{~ if node.cpu > 2 ~}}\nmany\n{{~ else if node.cpu == 2 ~}}\ntwo\n{{~ else ~}}\none\n{{~ end ~}}\n",
        "many\n"
    )]
    [InlineData("${name | trim}", "{{ ' a ' | string.strip }}", "a")]
    [InlineData("${'%03d' % node['number']}", "{{ pad node.number 3 }}", "001")]
    [InlineData("${len(containers)}", "{{ containers.size }}", "2")]
    [InlineData("<% total = node['cpu'] * 2 %>", "{{ total = node.cpu * 2 }}{{ total }}", "8")]
    [InlineData("${'a' if node['cpu'] > 2 else 'b'}", "{{ node.cpu > 2 ? 'a' : 'b' }}", "a")]
    [InlineData("<%def name=\"vm(c)\">", "{{ func vm(c) }}vm {{ c.name }}{{ end }}{{ vm containers[0] }}", "vm node-1-c1")]
    [InlineData("## remark", "{{# remark }}", "")]
    [InlineData("% for i in range(3):", "{{ for i in 0..<3 }}{{ i }}{{ end }}", "012")]
    public void Patterns_of_Mako_have_a_counterpart(string mako, string template, string expected) =>
        Render(template).ShouldBe(expected, mako);

    [Theory]
    [InlineData("{{ node.name }}")]
    [InlineData("{{ include 'x' }}")]
    [InlineData("{{ for c in containers }}x{{ end }}")]
    [InlineData("${7*7} {{7*7}} #{7*7} <%= 7*7 %> {% raw %}")]
    [InlineData("<script>alert(1)</script> & \" ' `")]
    [InlineData("$(reboot); `reboot` | reboot\n  reboot")]
    [InlineData("\\{{node.name}} }} {{ {{{ ~}}")]
    public void A_value_is_rendered_verbatim_and_never_parsed_as_a_template(string value)
    {
        Render("{{ variables.x }}", topology: null, ("x", value)).ShouldBe(value);
        Render("  {{ variables.x }}", topology: null, ("x", value)).ShouldBe("  " + value);
        Render("{{ labels.colour }}", Farm(label: value)).ShouldBe(value);
        Render("{{ for v in variables }}{{ v.value }}{{ end }}", topology: null, ("x", value)).ShouldBe(value);
    }

    [Fact]
    public void A_variable_name_is_rendered_verbatim_too() =>
        Render("{{ for v in variables }}{{ v.key }}{{ end }}", topology: null, ("{{ node.name }}", "x")).ShouldBe("{{ node.name }}");

    [Theory]
    [InlineData("{{ nodes }}", 1, 4, "'nodes' does not exist; assign it, or use topology, group, plugin, node")]
    [InlineData("a\nbc {{ node.nam }}", 2, 12, "'nam' does not exist; use name, number, image, cpu, memory, os, containers")]
    [InlineData("{{ variables.unknown }}", 1, 14, "'unknown' does not exist; use a value with names")]
    [InlineData("{{ labels[\"color\"] }}", 1, 11, "'color' does not exist; use colour")]
    [InlineData("\n\n{{ if unknown }}x{{ end }}", 3, 7, "'unknown' does not exist; assign it")]
    [InlineData("{{ node.name.Length }}", 1, 14, "'Length' does not exist; use a value with names")]
    [InlineData("{{ topology.Chars }}", 1, 13, "'Chars' does not exist")]
    [InlineData("{{ containers | array.map 'nam' }}", 1, 17, "'nam' does not exist; use name, number, index")]
    [InlineData("{{ containers.Capacity }}", 1, 15, "'Capacity' does not exist")]
    [InlineData("{{ containers[2] }}", 1, 15, "out of bounds")]
    [InlineData("{{ if false; late = 1; end; late }}", 1, 29, "'late' was not found")]
    [InlineData("{{ quote }}", 1, 9, "Invalid number of arguments '0'")]
    [InlineData("{{ pad node.number 'x' }}", 1, 4, "the width is 'x'; use 0 to 100")]
    [InlineData("{{ array.size node.name }}", 1, 4, "'node-1' is not a list; use a list")]
    [InlineData("{{ math.abs 'x' }}", 1, 4, "'x' is not a number; use a number")]
    [InlineData("{{ 'x' | string.split '' }}", 1, 10, "the text to find is empty")]
    public void A_mistake_is_an_error_with_its_position_and_what_is_accepted(string template, int line, int column, string message)
    {
        TemplateException thrown = Should.Throw<TemplateException>(() => Render(template));

        Problem problem = thrown.Problems.ShouldHaveSingleItem();
        problem.Code.Id.ShouldBe("SW2007");
        problem.ToString().ShouldContain(message);
        problem.Source.ShouldBe("start.sbn");
        problem.Position.ShouldBe(new TextPosition(line, column));
    }

    [Fact]
    public void A_script_that_fails_writes_nothing()
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new();

        Should.Throw<TemplateException>(() => Write(ScribanScriptTemplate.Parse("first line\n{{ node.unknown }}"), buffer, Farm()));

        buffer.WrittenCount.ShouldBe(0);
    }

    [Fact]
    public void The_same_script_renders_the_same_bytes_on_many_threads()
    {
        ScribanScriptTemplate script = ScribanScriptTemplate.Parse(
            "{{ for c in containers }}{{ c.name | quote }} {{ for link in c.links }}{{ link.address }} {{ end }}{{ end }}"
        );

        string[] texts = [.. Enumerable.Range(0, 64).AsParallel().Select(_ => Render(script, Farm(50)))];

        texts.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void A_rendering_can_be_canceled() =>
        Should.Throw<OperationCanceledException>(() =>
            Write(
                ScribanScriptTemplate.Parse("{{ while true; end }}"),
                new System.Buffers.ArrayBufferWriter<byte>(),
                Farm(),
                new CancellationToken(canceled: true)
            )
        );
}
