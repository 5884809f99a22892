using static Templating.Tests.Rendering;

namespace Templating.Tests;

public sealed class TemplateFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TemplateFileTests()
    {
        _folder.Write("secret.hbs", "secret");
        _folder.Write("profile/templates/start.hbs", "{{node.name}}");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_template_file_is_read_by_its_path_or_within_a_folder()
    {
        Render(HandlebarsScriptTemplate.FromFile(_folder.At("profile", "templates", "start.hbs"))).ShouldBe("node-1");
        Render(HandlebarsScriptTemplate.FromFile(_folder.At("profile"), "templates/start.hbs")).ShouldBe("node-1");
    }

    [Theory]
    [InlineData("../secret.hbs")]
    [InlineData("templates/../../secret.hbs")]
    [InlineData("/etc/hostname")]
    [InlineData("..\\secret.hbs")]
    [InlineData("templates/..")]
    public void A_template_path_outside_of_the_folder_is_rejected(string path) =>
        Should.Throw<TemplateException>(() => HandlebarsScriptTemplate.FromFile(_folder.At("profile"), path)).Message.ShouldContain("leads out");

    [Fact]
    public void A_symbolic_link_out_of_the_folder_is_rejected()
    {
        File.CreateSymbolicLink(_folder.At("profile", "file.hbs"), _folder.At("secret.hbs"));
        Directory.CreateSymbolicLink(_folder.At("profile", "folder"), _folder.Root);

        Should.Throw<TemplateException>(() => HandlebarsScriptTemplate.FromFile(_folder.At("profile"), "file.hbs")).Message.ShouldContain("leads out");
        Should.Throw<TemplateException>(() => HandlebarsScriptTemplate.FromFile(_folder.At("profile", "file.hbs"))).Message.ShouldContain("leads out");
        Should.Throw<TemplateException>(() => HandlebarsScriptTemplate.FromFile(_folder.At("profile"), "folder/secret.hbs")).Message.ShouldContain("leads out");
    }

    [Fact]
    public void A_symbolic_link_within_the_folder_is_followed()
    {
        File.CreateSymbolicLink(_folder.At("profile", "other.hbs"), _folder.At("profile", "templates", "start.hbs"));

        Render(HandlebarsScriptTemplate.FromFile(_folder.At("profile"), "other.hbs")).ShouldBe("node-1");
    }

    [Theory]
    [InlineData("missing.hbs")]
    [InlineData("templates")]
    [InlineData("missing/start.hbs")]
    public void A_missing_template_file_or_a_folder_is_rejected(string path) =>
        Should.Throw<TemplateException>(() => HandlebarsScriptTemplate.FromFile(_folder.At("profile"), path)).Problems.Single().Code.Id.ShouldBe("SW2007");

    [Fact]
    public void A_template_file_that_is_not_UTF_8_is_rejected()
    {
        File.WriteAllBytes(_folder.At("profile", "latin.hbs"), [0x61, 0xE9, 0x62]);

        Should.Throw<TemplateException>(() => HandlebarsScriptTemplate.FromFile(_folder.At("profile", "latin.hbs"))).Message.ShouldContain("UTF-8");
    }

    [Fact]
    public void A_template_file_that_is_too_large_is_rejected_without_being_read()
    {
        using (FileStream file = File.Create(_folder.At("profile", "large.hbs")))
        {
            file.SetLength(1L << 40);
        }

        Should.Throw<TemplateException>(() => HandlebarsScriptTemplate.FromFile(_folder.At("profile", "large.hbs"))).Message.ShouldContain("bytes");
    }
}
