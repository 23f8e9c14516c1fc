namespace Outcomes.Tests.Councils;

/// <summary>LibrariesWest: members by library and small area, <c>*</c> where fewer than five.</summary>
public sealed class LibrariesWestTests(LibrariesWestTests.LibrariesWest west) : IClassFixture<LibrariesWestTests.LibrariesWest>
{
    public sealed class LibrariesWest(IngestedCouncils councils) : CouncilFixture(councils, "librarieswest");

    [Fact]
    public async Task A_masked_cell_is_suppressed_and_neither_0_nor_set_aside()
    {
        var council = await west.IngestedAsync();

        // awk -F, '$NF=="*"' members.csv | wc -l: 9,099 of 13,004 cells, at 155 libraries, each of which has one.
        Assert.Equal((13_004, 0), (council.Runs["members"].Read, council.Runs["members"].Quarantined));
        Assert.Equal("155 | 155 | 0", council.Row("select count(*), count(*) filter (where members_status = 'suppressed'), count(members) from service_members"));
    }

    [Fact]
    public async Task The_truth_lies_within_the_bounds()
    {
        var council = await west.IngestedAsync();

        // The cells that are shown add to 156,305; 9,099 more are 1 to 4 each.
        Assert.Equal("165404 | 192701", council.Row("select sum(members_low), sum(members_high) from service_members"));
        Assert.Equal($"{156_305 + 9_099} | {156_305 + 4 * 9_099}", council.Row("select sum(members_low), sum(members_high) from service_members"));
    }

    [Fact]
    public async Task A_library_s_bounds_are_those_of_its_own_cells()
    {
        var council = await west.IngestedAsync();

        // grep ',Bath Central Library,' members.csv: 121 cells add to 6,561; 294 are masked.
        Assert.Equal($"2021-07-18 | {6561 + 294} | {6561 + 4 * 294}", council.Row(
            "select date, members_low, members_high from service_members where area = 'place:bath-central-library'"));
    }
}
